/** Tells Prometheus whether Redis is there. Owns the names of these metrics; decides nothing. */

import type { Redis } from 'ioredis';
import { Counter, Gauge, type Registry } from 'prom-client';

/** @param client before its first attempt to connect */
export function createRedisMetrics(registry: Registry, client: Pick<Redis, 'status' | 'on'>): void {
  const registers = [registry];
  new Gauge({
    name: 'atelier_redis_up',
    help: 'Whether commands can be sent to Redis: 1 yes, 0 no',
    // Of several workers the one that is worst off.
    aggregator: 'min',
    registers,
    collect() {
      this.set(client.status === 'ready' ? 1 : 0);
    },
  });
  const outages = new Counter({
    name: 'atelier_redis_outages_total',
    help: 'How often the connection to Redis was lost',
    registers,
  });
  let isUp = false;
  client.on('ready', () => {
    isUp = true;
  });
  // It comes for every attempt that fails, too.
  client.on('close', () => {
    if (isUp) outages.inc();
    isUp = false;
  });
}
