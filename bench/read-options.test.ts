import { describe, expect, it } from "vitest";
import { readOptions } from "./read-options.js";

describe("the benchmark's command line", () => {
  it("has the published sizes as its defaults", () => {
    const { options, isJson } = readOptions(["reads"], ".data");
    expect(isJson).toBe(false);
    expect(options).toMatchObject({
      seconds: 5,
      rounds: 3,
      compared: 200,
      isDurable: true,
      dataDir: ".data",
    });
    expect(options).toMatchObject({ customers: 50_000, connections: 32, workloads: ["q1", "q2", "q3"] });
    expect(options).toMatchObject({ only: expect.arrayContaining(["postgraphile"]) as string[] });
  });

  it("takes names and numbers", () => {
    const command = readOptions(["reads", "--json", "--only", "ours,limit", "--seconds", "0.5"], ".data");
    expect(command).toMatchObject({ isJson: true, options: { only: ["ours", "limit"], seconds: 0.5 } });
    const growth = readOptions(["growth", "--sizes", "100,200", "--connections", "1"], ".data");
    expect(growth).toMatchObject({ options: { sizes: [100, 200], connections: [1], only: ["ours"] } });
  });

  it("takes the stretches of latency", () => {
    expect(readOptions(["latency"], ".data")).toEqual({
      command: "latency",
      isJson: false,
      options: { dataDir: ".data", customers: 200, seconds: 10, rounds: 3, isDurable: true },
    });
    const short = readOptions(["latency", "--json", "--seconds", "2", "--rounds", "1", "--fast"], ".data");
    expect(short).toMatchObject({ isJson: true, options: { seconds: 2, rounds: 1, isDurable: false } });
  });

  it("takes the size of the log that rules are measured on", () => {
    expect(readOptions(["rules"], ".data")).toEqual({
      command: "rules",
      isJson: false,
      options: { dataDir: ".data", customers: 100_000, seconds: 5, isDurable: true },
    });
    const short = readOptions(["rules", "--json", "--seconds", "2", "--customers", "500", "--fast"], ".data");
    expect(short).toMatchObject({ isJson: true, options: { seconds: 2, customers: 500, isDurable: false } });
  });

  it("knows who takes part in the fan-out", () => {
    const command = readOptions(["fan-out", "--json", "--only", "ours,raw", "--seconds", "2"], ".data");
    expect(command).toMatchObject({
      command: "fan-out",
      isJson: true,
      options: { only: ["ours", "raw"], seconds: 2, rounds: 3 },
    });
  });

  it("leaves the largest size out unless it is named", () => {
    expect(readOptions(["growth"], ".data").options).toMatchObject({ sizes: [5_000, 50_000] });
  });

  it.each([
    [[], "Usage:"],
    [["write"], "Usage:"],
    [["reads", "--only", "nobody"], "--only: nobody is none of limit,"],
    [["reads", "--rounds", "0"], "--rounds: must be a whole number above 0."],
    [["reads", "--seconds", "soon"], "--seconds: must be a number from 0.2 to 600."],
    [["reads", "--fastest"], "Unknown option '--fastest'"],
  ])("refuses %j", (argv, sentence) => {
    expect(() => readOptions(argv, ".data")).toThrow(sentence);
  });
});
