/** What the window's shell gives the pages. Nothing else in the front end knows the shell. */
export interface Platform {
  /** Runs a workstation command; rejects with the workstation's error object. */
  rpc(command: string, request: unknown): Promise<unknown>;
  /** Calls `handler` whenever something in the store changed. */
  onChanged(handler: () => void): Promise<() => void>;
  /** The folder proposed for files the officer saves: the user's documents folder. */
  defaultFolder(): Promise<string>;
}
