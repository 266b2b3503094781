import { type ApiError, asApiError, call, type Status, type Workstation } from "../api";
import { platform } from "../platform";

let workstation = $state.raw<Workstation | null>(null);
let status = $state.raw<Status | null>(null);
let failure = $state.raw<ApiError | null>(null);
let version = $state(0);
let pending: ReturnType<typeof setTimeout> | undefined;

async function readStatus(): Promise<void> {
  if (workstation?.state !== "open") return;
  try {
    status = await call("status", {});
  } catch (thrown) {
    failure = asApiError(thrown);
  }
}

/** What the whole window knows: the workstation, who is signed in, and what is still only here. */
export const session = {
  get workstation(): Workstation | null {
    return workstation;
  },
  get status(): Status | null {
    return status;
  },
  /** Why the workstation could not be read, if it could not. */
  get failure(): ApiError | null {
    return failure;
  },
  /** Grows with every change in the store; an effect that reads it runs again then. */
  get version(): number {
    return version;
  },
  /** Takes the workstation's state as a command returned it. */
  enter(next: Workstation): void {
    workstation = next;
    failure = null;
    if (next.state !== "open") status = null;
    void readStatus();
  },
  takeStatus(next: Status): void {
    status = next;
  },
  readStatus,
  async start(): Promise<void> {
    failure = null;
    try {
      this.enter(await call("workstation", {}));
    } catch (thrown) {
      failure = asApiError(thrown);
    }
  },
  /** Follows the store. Bursts (a sync of a thousand cases) are answered once. */
  async follow(): Promise<() => void> {
    return platform.onChanged(() => {
      clearTimeout(pending);
      pending = setTimeout(() => {
        version += 1;
        void readStatus();
      }, 150);
    });
  },
};
