/**
 * Listens to channels of Redis over the one connection that does nothing else. A message is a hint and never needed: some
 * are lost whenever the connection is. Subscribes again by itself when it is back.
 */

import type { Redis } from 'ioredis';

export interface Channels {
  /** Resolves once messages are heard, to a function that ends it. Rejects where Redis is away. */
  listen(channel: string, onMessage: () => void): Promise<() => void>;
}

export function createRedisChannels(subscriber: Pick<Redis, 'subscribe' | 'unsubscribe' | 'on'>): Channels {
  const listeners = new Map<string, Set<() => void>>();
  subscriber.on('message', (channel: string) => {
    for (const listener of [...(listeners.get(channel) ?? [])]) listener();
  });
  subscriber.on('ready', () => {
    if (listeners.size > 0) subscriber.subscribe(...listeners.keys()).catch(() => {});
  });
  const leave = (channel: string, listener: () => void): void => {
    const others = listeners.get(channel);
    if (!others?.delete(listener) || others.size > 0) return;
    listeners.delete(channel);
    subscriber.unsubscribe(channel).catch(() => {});
  };
  return {
    listen: async (channel, onMessage) => {
      // Two who give the same function are two.
      const listener = (): void => onMessage();
      const all = listeners.get(channel) ?? new Set();
      listeners.set(channel, all.add(listener));
      try {
        await subscriber.subscribe(channel);
      } catch (error) {
        leave(channel, listener);
        throw error;
      }
      return () => leave(channel, listener);
    },
  };
}
