import { Database, type DatabaseOptions, type Statements } from "./database.ts";

/**
 * A database as it was at one moment, however long it is read and whatever services make of it meanwhile. It can be read
 * and not changed. When its connection is lost everything throws: another one would show another moment.
 */
export class FrozenDatabase extends Database {
  #statements: Statements | undefined;
  #end = () => {};
  #reading: Promise<void> = Promise.resolve();

  /** @throws StoreUnavailableError */
  static async open(options: DatabaseOptions): Promise<FrozenDatabase> {
    const database = new FrozenDatabase({ ...options, connections: 1 });
    try {
      await database.#freeze();
      return database;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  override query: Database["query"] = (text, values) => this.#now().query(text, values);

  override snapshot<T>(read: (tx: Statements) => Promise<T>): Promise<T> {
    return read(this.#now());
  }

  override transaction<T>(): Promise<T> {
    throw new Error("what is frozen cannot be changed");
  }

  override async close(): Promise<void> {
    this.#end();
    await this.#reading;
    await super.close();
  }

  async #freeze(): Promise<void> {
    const begun = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    this.#end = ended.resolve;
    this.#reading = super
      .snapshot(async (tx) => {
        // The first statement says which moment it is.
        await tx.query("SELECT 1");
        this.#statements = tx;
        begun.resolve();
        await ended.promise;
      })
      .catch(begun.reject);
    await begun.promise;
  }

  #now(): Statements {
    if (!this.#statements) throw new Error("it is not frozen yet");
    return this.#statements;
  }
}
