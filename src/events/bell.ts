/** Wakes one who waits. A ring while nobody waits is remembered. */
export interface Bell {
  ring(): void;
  /** Waits for a ring, or for the time to pass when one is given. */
  wait(timeoutMs?: number): Promise<void>;
}

/** Makes a bell. */
export function createBell(): Bell {
  let hasRung = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      hasRung = true;
      wake?.();
    },
    wait: async (timeoutMs) => {
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          const timer = timeoutMs === undefined ? undefined : setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = undefined;
      hasRung = false;
    },
  };
}
