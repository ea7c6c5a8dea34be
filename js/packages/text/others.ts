import type { AnyReference, IndexRange, ModelReference, RealTimeString, RemoteReferenceCreatedEvent } from "@convergence-wasm/client";

/** Follows the selections that others share of a text. */
export class OtherSelections {
  /** Those that there are now. */
  readonly all = new Set<ModelReference<IndexRange>>();

  private readonly came = ({ reference }: RemoteReferenceCreatedEvent) => this.follow(reference);
  private readonly gone = ({ src }: { src: AnyReference }) => {
    this.forget(src);
    this.changed();
  };

  /** `changed` is called when one has come, moved or gone. */
  constructor(
    private readonly text: RealTimeString,
    private readonly key: string,
    private readonly changed: () => void,
  ) {
    for (const reference of text.references({ key })) this.follow(reference);
    text.on("reference", this.came as never);
  }

  /** Stops to follow them. */
  end(): void {
    this.text.off("reference", this.came as never);
    for (const reference of this.all) this.forget(reference);
  }

  private follow(reference: AnyReference): void {
    if (reference.isLocal() || reference.key() !== this.key || reference.type() !== "range") return;
    this.all.add(reference);
    reference.on("set", this.changed).on("cleared", this.changed).on("disposed", this.gone as never);
    this.changed();
  }

  private forget(reference: AnyReference): void {
    this.all.delete(reference);
    reference.off("set", this.changed).off("cleared", this.changed).off("disposed", this.gone as never);
  }
}
