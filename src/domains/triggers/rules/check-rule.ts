// What is wrong with a rule whose members are all right by themselves: fields that its events do not have, values that do
// not compare, placeholders that nothing fills.
import type { FieldKind } from "./event-fields.js";
import { findPatternField, listMatchers, listPatternValues } from "./pattern-facts.js";
import { toFindField } from "./pattern-schema.js";
import type { RuleDefinition, Weight } from "./rule-definition.js";
import { listPlaceholders, parseTemplate } from "./template.js";

/** A mistake and where it stands, as a path such as `when.count.within`. */
export interface RuleMistake {
  readonly path: string;
  readonly message: string;
}

/** Lists what is wrong with a rule as a whole. */
export function listRuleMistakes(rule: RuleDefinition): readonly RuleMistake[] {
  return [
    ...listKeyMistakes(rule),
    ...listValueMistakes(rule),
    ...listWeightMistakes(rule, "priority"),
    ...listWeightMistakes(rule, "value"),
    ...listProductMistakes(rule),
    ...listTextMistakes(rule),
  ];
}

/** Without its key an event would be nobody's session or product, and silently never count. */
function listKeyMistakes({ when, by }: RuleDefinition): readonly RuleMistake[] {
  const { own, exits } = listMatchers(when);
  return [...own, ...exits].flatMap(([place, matcher]) => {
    if (matcher.by !== undefined || matcher.isForEveryKey || by === undefined) {
      if (matcher.by !== undefined && by?.length !== matcher.by.length) {
        return [{ path: `when.${place}.by`, message: "must name as many fields as the rule's own by" }];
      }
      return [];
    }
    return by.flatMap((path) => {
      const field = toFindField(matcher.events)(path);
      if (!("mistake" in field)) return [];
      return [
        {
          path: "by",
          message: `${path}: ${field.mistake}; give when.${place} a by of its own, or everyKey: true`,
        },
      ];
    });
  });
}

function listValueMistakes({ when }: RuleDefinition): readonly RuleMistake[] {
  if (when.kind === "deadline") {
    const field = findPatternField(when, when.at);
    if (field?.kind === "instant" || field?.kind === "open") return [];
    return [{ path: "when.deadline.at", message: "must be a field that is a point in time" }];
  }
  if (when.kind !== "crossing" && when.kind !== "deviation") return [];
  const field = findPatternField(when, when.value);
  if (!isQuantity(field)) {
    return [{ path: `when.${when.kind}.value`, message: "must be a field that is a number or an amount" }];
  }
  if (when.kind === "deviation" || field.kind === "open") return [];
  const [side, threshold] = when.above === undefined ? ["below", when.below] : ["above", when.above];
  const isMoney = typeof threshold === "object";
  if (isMoney === (field.kind === "money")) return [];
  const message = isMoney
    ? "must be a number"
    : 'must be an amount, e.g. { amount: "1000000", currency: KRW }';
  return [{ path: `when.crossing.${String(side)}`, message }];
}

function listWeightMistakes(rule: RuleDefinition, member: "priority" | "value"): readonly RuleMistake[] {
  const weight: Weight = rule[member];
  if (typeof weight === "number") return [];
  const field = findPatternField(rule.when, weight.of);
  if (!isQuantity(field)) {
    return [{ path: `${member}.of`, message: "must be a field of the event that is a number or an amount" }];
  }
  if (field.kind === "money" && weight.currency === undefined) {
    return [{ path: `${member}.currency`, message: "must be said, because the field is an amount" }];
  }
  return [];
}

function isQuantity(field: FieldKind | undefined): field is FieldKind {
  return field?.kind === "number" || field?.kind === "money" || field?.kind === "open";
}

function listProductMistakes({ when, product }: RuleDefinition): readonly RuleMistake[] {
  if (product === undefined || typeof product === "string") return [];
  const kind = findPatternField(when, product.of)?.kind;
  if (kind === "text" || kind === "open") return [];
  return [{ path: "product.of", message: "must be a field of the event that is text" }];
}

function listTextMistakes({ when, text }: RuleDefinition): readonly RuleMistake[] {
  const known = listPatternValues(when);
  return (["ko", "en"] as const).flatMap((language) =>
    (["title", "explanation"] as const).flatMap((member) => {
      const path = `text.${language}.${member}`;
      const template = parseTemplate(text[language][member]);
      if ("mistake" in template) return [{ path, message: template.mistake }];
      return listPlaceholders(template)
        .filter((name) => !known.includes(name) && findPatternField(when, name) === undefined)
        .map((name) => ({
          path,
          message: `{${name}} is neither a field of the event nor one of ${known.join(", ")}`,
        }));
    }),
  );
}
