import { Component, type ComponentClass, createElement, type FunctionComponent } from "preact";

/** The same component, rendered again only when one of its props is another object or value. */
export function memo<P extends object>(render: FunctionComponent<P>): ComponentClass<P> {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const [before, after] = [Object.entries(this.props), Object.entries(next)];
      return (
        before.length !== after.length ||
        after.some(([name, value]) => value !== (this.props as Record<string, unknown>)[name])
      );
    }

    override render(props: Readonly<P>) {
      return createElement(render, props);
    }
  };
}
