// The boundary between JavaScript and Go: what one side throws never unwinds the
// stack of the other.

/** A function of the boundary. */
export type Crossing = (...list: number[]) => number | void;

/**
 * The function with the same number of arguments that never throws what `raw`
 * throws: `caught` decides what becomes of it. One for each number
 * of arguments, because these calls must cost nothing.
 */
export function guard(raw: Crossing, caught: (error: unknown) => number | void): Crossing {
  switch (raw.length) {
    case 0:
      return () => {
        try {
          return raw();
        } catch (error) {
          return caught(error);
        }
      };
    case 1:
      return (a) => {
        try {
          return raw(a as number);
        } catch (error) {
          return caught(error);
        }
      };
    case 2:
      return (a, b) => {
        try {
          return raw(a as number, b as number);
        } catch (error) {
          return caught(error);
        }
      };
    case 3:
      return (a, b, c) => {
        try {
          return raw(a as number, b as number, c as number);
        } catch (error) {
          return caught(error);
        }
      };
  }
  return (a, b, c, d) => {
    try {
      return raw(a as number, b as number, c as number, d as number);
    } catch (error) {
      return caught(error);
    }
  };
}
