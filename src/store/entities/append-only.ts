// Tables whose rows nobody changes. The one exception is the erasure of a person: it says so in its own transaction
// (`set_config('gateway.erasing', 'on', true)`), may then pseudonymise rows, and can still delete none. A proof of consent
// has to outlive the person's data without telling whose it is (PIPA art. 21, GDPR art. 17(3)(e)).

/** The trigger of an append-only table. */
export function appendOnly(table: string) {
  return {
    name: `${table}_append_only`,
    timing: "before" as const,
    events: ["update" as const, "delete" as const],
    forEach: "row" as const,
    body: `if tg_op = 'UPDATE' and current_setting('gateway.erasing', true) = 'on' then return new; end if;
    raise exception '${table} is append-only';`,
  };
}
