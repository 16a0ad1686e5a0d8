/** What the package offers for React, on urql. */

export { Panel, type PanelProps } from './react/panel.ts';
export { type ChangeState, type RunChange, useChange } from './react/use-change.ts';
export {
  type Connection,
  type ConnectionOptions,
  type ConnectionState,
  useConnection,
} from './react/use-connection.ts';
export { type LiveOptions, type LiveState, useLive } from './react/use-live.ts';
export {
  type OperationArguments,
  type OperationOptions,
  type OperationState,
  useOperation,
} from './react/use-operation.ts';
export { type Part, useDeferredPart, useFragmentPart } from './react/use-part.ts';
export { createGatewayClient, type GatewayClientOptions } from './urql-client.ts';
