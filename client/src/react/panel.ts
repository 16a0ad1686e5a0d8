/**
 * One panel of a screen: what its body cannot read costs the panel, and never the screen. Every other error goes on to
 * the boundary above.
 */

import { Component, createElement, type ReactNode } from 'react';
import { FieldUnavailable } from '../failures.ts';

export interface PanelProps {
  /** What the body reads from. The panel tries again whenever it is another value. */
  readonly of: unknown;
  /** The body. Reads inside this function, so that what it throws stays in the panel. */
  readonly children: () => ReactNode;
  /** Shown instead of the body where something is missing. */
  readonly fallback: (failure: FieldUnavailable) => ReactNode;
}

interface PanelState {
  readonly of: unknown;
  readonly thrown: { readonly error: unknown } | null;
}

export class Panel extends Component<PanelProps, PanelState> {
  override state: PanelState = { of: this.props.of, thrown: null };

  static getDerivedStateFromError(error: unknown): Partial<PanelState> {
    return { thrown: { error } };
  }

  static getDerivedStateFromProps(props: PanelProps, state: PanelState): PanelState | null {
    return props.of === state.of ? null : { of: props.of, thrown: null };
  }

  override render(): ReactNode {
    const { thrown } = this.state;
    if (!thrown) return createElement(Body, { render: this.props.children });
    if (!(thrown.error instanceof FieldUnavailable)) throw thrown.error;
    return this.props.fallback(thrown.error);
  }
}

/** What a component throws while it renders is caught by the boundary around it, never by itself. */
function Body({ render }: { readonly render: () => ReactNode }): ReactNode {
  return render();
}
