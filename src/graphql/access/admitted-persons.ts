// Where in an answer which person stands. A person is put down once, at the place where the answer comes to them; whatever
// stands below that place is about them.
import type { Path } from "./withheld-fields.js";

/** Persons by places of an answer. */
export class AdmittedPersons<Person> {
  private readonly alone = new Map<Path, Person>();
  private readonly listed = new Map<Path, Map<number, Person>>();
  private lastParent: Path | undefined;
  private lastPerson: Person | undefined;

  /** Everything below `path` is about the person; with `index` everything below that item of the first list below it. */
  put(person: Person, path: Path, index?: number): void {
    if (index === undefined) this.alone.set(path, person);
    else {
      const items = this.listed.get(path) ?? new Map<number, Person>();
      this.listed.set(path, items.set(index, person));
    }
    this.lastParent = undefined;
  }

  /** Whom the field at `path` is about. Fields of one object ask one after the other, so the last answer is kept. */
  find(path: Path): Person | undefined {
    if (path.prev === undefined) return this.alone.get(path);
    if (path.prev === this.lastParent) return this.lastPerson;
    const person = this.look(path);
    this.lastParent = path.prev;
    this.lastPerson = person;
    return person;
  }

  private look(path: Path): Person | undefined {
    let index: number | undefined;
    for (let place: Path | undefined = path; place !== undefined; place = place.prev) {
      const person = this.alone.get(place);
      if (person !== undefined) return person;
      const items = this.listed.get(place);
      if (items !== undefined) return index === undefined ? undefined : items.get(index);
      if (typeof place.key === "number") index = place.key;
    }
    return undefined;
  }
}
