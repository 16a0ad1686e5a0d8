/** Asks a simulator over HTTP and holds every answer against its contract. For the tests of the simulators. */

import { type Asked, type AskOptions, ask } from '#test/support/ask.ts';
import { loadContracts, type UpstreamName } from './contract.ts';
import { type SimulatedUser, tokenOf } from './simulator.ts';

export interface ContractAskOptions extends Omit<AskOptions, 'method'> {
  /** Whose fixed token to send where `token` is not given; null sends none. Default giulia. */
  readonly user?: SimulatedUser | null;
  /** True where the contract does not document this answer; then nothing is checked. */
  readonly undocumented?: boolean;
}

export type ContractAsk = (method: string, path: string, options?: ContractAskOptions) => Promise<Asked>;

const { validateAnswer } = loadContracts();

/** The returned function rejects when an answer does not fit the contract. `path` is below the base URL. */
export function createContractAsk(upstream: UpstreamName, simulator: { readonly url: string }): ContractAsk {
  return async (method, path, options = {}) => {
    const { undocumented = false, user = 'giulia', ...rest } = options;
    const ownToken = user === null ? {} : { token: tokenOf(upstream, user) };
    const asked = await ask(`${simulator.url}${path}`, { ...ownToken, ...rest, method });
    const problems = undocumented ? [] : validateAnswer(upstream, method, path, asked.status, asked.body);
    if (problems.length === 0) return asked;
    throw new Error([`${method} ${path} answered ${asked.status}`, ...problems, asked.text].join('\n'));
  };
}
