package bridge

import "fmt"

// Check returns what is wrong with a declaration: numbers or names that are
// there twice, and signatures that cannot be read.
func Check() (problems []string) {
	problems = append(problems, twice("method", Methods, func(m Method) (int, string) { return m.Number, m.Name })...)
	problems = append(problems, twice("frame", Frames, func(f Frame) (int, string) { return f.Number, f.Name })...)
	for _, e := range append([]Enum{Requests}, Enums...) {
		problems = append(problems, twice(e.Name, e.Values, func(v Value) (int, string) { return v.Number, v.Name })...)
		for _, v := range e.Values {
			if e.Listen && (v.Number < 1 || v.Number > 31) {
				problems = append(problems, fmt.Sprintf("%s %s has no bit in a mask of 31", e.Name, v.Name))
			}
		}
	}
	read := func(kind, name, line string) {
		if _, err := Parse(line); err != nil {
			problems = append(problems, fmt.Sprintf("%s %s: %v", kind, name, err))
		}
	}
	for _, m := range Methods {
		read("method", m.Name, m.Signature)
	}
	for _, f := range Frames {
		read("frame", f.Name, f.Signature)
	}
	for _, r := range Records {
		read("record", r.Name, r.Signature)
	}
	for _, f := range append(append([]Function{}, Exports...), Imports...) {
		read("function", f.Name, f.Signature)
	}
	return problems
}

// twice says which of all share their number or their name.
func twice[T any](kind string, all []T, id func(T) (int, string)) (problems []string) {
	numbers, names := map[int]string{}, map[string]bool{}
	for _, x := range all {
		number, name := id(x)
		if other, ok := numbers[number]; ok {
			problems = append(problems, fmt.Sprintf("%s %d is %s and %s", kind, number, other, name))
		}
		if names[name] {
			problems = append(problems, fmt.Sprintf("%s %s is there twice", kind, name))
		}
		numbers[number], names[name] = name, true
	}
	return problems
}
