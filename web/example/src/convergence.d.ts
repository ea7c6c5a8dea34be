// The part of the client's public API that this page uses. The page loads the
// client by script tag, which defines the global `Convergence`.

interface Subscription { unsubscribe(): void }
interface Observable<T> { subscribe(next: (value: T) => void): Subscription }

interface ConvergenceEvent { name: string; local?: boolean }
interface Emitter {
  on(name: string, listener: (event: any) => void): this;
  events(): Observable<ConvergenceEvent>;
}

interface DomainUser { username: string; displayName?: string }
interface ModelCollaborator { user: DomainUser; sessionId: string }

interface RealTimeString extends Emitter {
  value(): string;
  length(): number;
  insert(index: number, text: string): void;
  remove(index: number, length: number): void;
  splice(index: number, deleteCount: number, text: string): void;
  model(): RealTimeModel;
}

interface RealTimeModel extends Emitter {
  modelId(): string;
  session(): { sessionId(): string };
  elementAt(...path: (string | number)[]): { type(): string } & Emitter;
  isCommitted(): boolean;
  collaboratorsAsObservable(): Observable<ModelCollaborator[]>;
  startBatch(): void;
  completeBatch(): void;
}

interface ConvergenceDomain extends Emitter {
  models(): {
    openAutoCreate(options: { collection: string; id: string; data: object }): Promise<RealTimeModel>;
  };
}

declare const Convergence: {
  connectAnonymously(url: string, displayName?: string): Promise<ConvergenceDomain>;
};
