/** What holds something until it is disposed of; disposing again changes nothing. */
export interface Disposable {
  dispose(): void;
}
