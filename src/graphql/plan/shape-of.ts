import { isLeafType, isObjectType, getNullableType, type GraphQLObjectType } from "graphql";
import type { Shape, ShapedField } from "../../loaders/shared-reads.js";
import { collectFields, type CollectedField, type DocumentParts } from "./collect-fields.js";

/** PostgreSQL cuts names of columns behind this many bytes; response keys are ASCII. */
const maxNameLength = 63;

/** The shape of a selection on records; undefined when it is none that a source could write. */
export function toShape(
  type: GraphQLObjectType,
  nodes: CollectedField["nodes"],
  document: DocumentParts,
): Shape | undefined {
  const fields = collectFields(
    type,
    nodes.map((node) => node.selectionSet),
    document,
  );
  const shape = fields?.map((field) => toShapedField(type, field, document));
  return shape?.every((field) => field !== undefined) === true ? shape : undefined;
}

function toShapedField(
  type: GraphQLObjectType,
  { key, field, nodes }: CollectedField,
  document: DocumentParts,
): ShapedField | undefined {
  if (key.length > maxNameLength) return undefined;
  if (field === "__typename") return { name: key, field, constant: type.name };
  const definition = type.getFields()[field];
  if (definition === undefined || definition.args.length > 0) return undefined;
  const named = getNullableType(definition.type);
  if (isLeafType(named)) return { name: key, field };
  const fields = isObjectType(named) ? toShape(named, nodes, document) : undefined;
  return fields && { name: key, field, fields };
}
