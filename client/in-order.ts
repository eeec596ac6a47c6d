/** Does one thing after another: at once, unless one before it is still under way. */
export class InOrder {
  readonly #waiting: (() => Promise<void> | undefined)[] = [];
  #isBusy = false;

  /** @param work answers nothing when it is done, or a promise that never fails */
  add(work: () => Promise<void> | undefined): void {
    this.#waiting.push(work);
    if (!this.#isBusy) this.#go();
  }

  #go(): void {
    this.#isBusy = true;
    try {
      for (let work = this.#waiting.shift(); work; work = this.#waiting.shift()) {
        const underWay = work();
        if (underWay) return void underWay.finally(() => this.#go());
      }
      this.#isBusy = false;
    } catch (error) {
      this.#isBusy = false;
      throw error;
    }
  }
}
