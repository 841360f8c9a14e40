// Profiles as JSON text: of a row are read the columns that the selected fields need, and translated by what translates
// whole profiles. Not by SQL as the lists are: to be as exact (NFC, space, telephone numbers) it would cost the CRM more than
// it would save here.
import { createHash } from "node:crypto";
import type { Address } from "../../domains/customer/records.js";
import type { Shape, ShapedField, ShapedReader } from "../kit/define-source.js";
import type { PostgresClient, Statement } from "../kit/postgres-client.js";
import { isInstantSql } from "../kit/shaped-rows.js";
import { profileFields } from "./profile-fields.js";

/** The number, whether the row makes a fit record, and the columns of the shape. */
type ShapedRow = readonly [customerNumber: string, fits: boolean, ...columns: (string | null)[]];
const firstColumn = 2;

type Writer<Value> = (value: Value) => string;

interface CompiledShape {
  readonly statement: Statement;
  readonly write: Writer<ShapedRow>;
}

/** A member whichever it is. */
interface AnyField {
  readonly columns: readonly string[];
  readonly toValue: (...values: (string | null)[]) => string | Address | null;
}

/** The time is the only column that makes a record unfit, also where it is not selected. */
const fits = `join_dtm is null or ${isInstantSql("join_dtm")}`;

/** Shapes belong to plans, and what is compiled of them goes with them. */
const compiledShapes = new WeakMap<Shape, CompiledShape | "unknown">();

/** Profiles of customer numbers. Which of several is shown is decided where records are read. */
export const shapedProfiles: ShapedReader<PostgresClient> = {
  canShape: (shape) => findCompiled(shape) !== undefined,
  read: async (client, shape, asks, options) => {
    const compiled = findCompiled(shape);
    if (compiled === undefined) return asks.map(() => undefined);
    const numbers = asks.flatMap(({ keys, limit }) =>
      keys.length === 1 && limit > 0 ? keys.map(({ value }) => value) : [],
    );
    const rows =
      numbers.length === 0 ? [] : await client.query<ShapedRow>(compiled.statement, [numbers], options);
    const texts = new Map(rows.map((row) => [row[0], row[1] ? compiled.write(row) : undefined]));
    return asks.map(({ keys: [key, ...others], limit }) => {
      if (key === undefined || limit < 1) return "";
      if (others.length > 0) return undefined;
      return texts.has(key.value) ? texts.get(key.value) : "";
    });
  },
};

function findCompiled(shape: Shape): CompiledShape | undefined {
  const known = compiledShapes.get(shape) ?? compile(shape) ?? "unknown";
  compiledShapes.set(shape, known);
  return known === "unknown" ? undefined : known;
}

function compile(shape: Shape): CompiledShape | undefined {
  const columns: string[] = [];
  const write = compileObject<ShapedRow>(shape, (field) => compileMember(field, columns));
  const text = `select ${["cust_no", fits, ...columns].join(", ")} from cust_mst where cust_no = any($1)`;
  const hash = createHash("sha256").update(text).digest("base64url").slice(0, 16);
  return write && { statement: { name: `shaped-profiles-${hash}`, text }, write };
}

/** A writer of an object; undefined when one of its members has none. */
function compileObject<Value>(
  shape: Shape,
  compileValue: (field: ShapedField) => Writer<Value> | undefined,
): Writer<Value> | undefined {
  const writers = shape.map((field, at) => {
    const name = `${at === 0 ? "" : ","}${JSON.stringify(field.name)}:`;
    const text = field.constant === undefined ? undefined : name + JSON.stringify(field.constant);
    if (text !== undefined) return () => text;
    const write = compileValue(field);
    return write && ((value: Value) => name + write(value));
  });
  if (!writers.every((write) => write !== undefined)) return undefined;
  return (value) => {
    let text = "{";
    for (const write of writers) text += write(value);
    return `${text}}`;
  };
}

/** A writer of a member of a profile; puts the columns that it needs behind `columns`. */
function compileMember({ field, fields }: ShapedField, columns: string[]): Writer<ShapedRow> | undefined {
  if (!isField(field)) return undefined;
  const { columns: needed, toValue }: AnyField = profileFields[field];
  const write = field === "address" ? compileAddress(fields) : fields === undefined && JSON.stringify;
  if (!write) return undefined;
  columns.push(...needed.filter((column) => !columns.includes(column)));
  const [at = 0, ...others] = needed.map((column) => firstColumn + columns.indexOf(column));
  const read = (row: ShapedRow, index: number): string | null => row[index] as string | null;
  return others.length === 0
    ? (row) => write(toValue(read(row, at)))
    : (row) => write(toValue(read(row, at), ...others.map((other) => read(row, other))));
}

function isField(field: string): field is keyof typeof profileFields {
  return Object.hasOwn(profileFields, field);
}

function compileAddress(shape: Shape | undefined): Writer<Address | null> | undefined {
  const write =
    shape &&
    compileObject<Address>(shape, ({ field, fields }) => {
      if (fields !== undefined || !isAddressField(field)) return undefined;
      return (address) => JSON.stringify(address[field]);
    });
  return write && ((address) => (address === null ? "null" : write(address)));
}

const addressFields = { country: true, postalCode: true, locality: true, street: true } satisfies {
  readonly [Field in keyof Address]: true;
};

function isAddressField(field: string): field is keyof Address {
  return Object.hasOwn(addressFields, field);
}
