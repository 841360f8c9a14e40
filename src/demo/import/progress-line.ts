// Progress by bytes read: one line that redraws itself on a terminal, a plain line every quarter elsewhere.
import type { WriteStream } from "node:tty";

/** Shows how far a file is read. */
export interface ProgressLine {
  readonly update: (read: number, total: number) => void;
  readonly end: () => void;
}

const width = 30;

/** Builds a progress line for a stream (usually stderr). */
export function createProgressLine(
  label: string,
  stream: Pick<WriteStream, "write"> & { readonly isTTY?: boolean },
): ProgressLine {
  let shown = -1;
  const isTerminal = stream.isTTY === true;
  const step = isTerminal ? 1 : 25;
  return {
    update: (read, total) => {
      const percent = total === 0 ? 100 : Math.floor((read / total) * 100);
      const reached = Math.floor(percent / step) * step;
      if (reached <= shown) return;
      shown = reached;
      if (!isTerminal) {
        stream.write(`${label}: ${reached} % read\n`);
        return;
      }
      const filled = Math.round((reached / 100) * width);
      stream.write(
        `\r${label} [${"#".repeat(filled)}${"-".repeat(width - filled)}] ${String(reached).padStart(3)} %`,
      );
    },
    end: () => {
      if (isTerminal && shown >= 0) stream.write("\n");
    },
  };
}
