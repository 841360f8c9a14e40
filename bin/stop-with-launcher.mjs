// Loaded first into every program that the launcher starts: when the launcher is gone (kill -9), the program stops.
import { isMainThread } from "node:worker_threads";

const pollMs = 500;
const graceMs = 15_000;
const launcherPid = Number(process.env.LAUNCHER_PID);

// Processes that the program itself starts inherit this module, but their parent is not the launcher.
if (isMainThread && process.ppid === launcherPid) {
  const timer = setInterval(() => {
    if (process.ppid === launcherPid) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.kill(process.pid, "SIGKILL"), graceMs).unref();
  }, pollMs);
  timer.unref();
}
