// Family names of accounts under the access log's key, for its monthly review.
import { Migration } from "@mikro-orm/migrations";

/** Adds the table. */
export class AccessAccounts extends Migration {
  override up(): void {
    this.addSql(`create table access_account (
      actor text not null primary key,
      key_id text not null,
      family_name_mac bytea not null,
      seen_at timestamptz(6) not null
    )`);
  }

  override down(): void {
    this.addSql(`drop table access_account`);
  }
}
