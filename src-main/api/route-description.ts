import type { MiddlewareHandler } from 'hono';

/** What a route takes and gives, as Markdown for the table of docs/api.md. */
export interface RouteDescription {
  /** What stands in query and body; empty where the path says all. */
  request: string;
  /** The body of the answer, and what the route does where that does not say it. */
  answer: string;
}

const DESCRIPTIONS = new WeakMap<object, RouteDescription>();

/**
 * Stands in a route before its handlers and says what the route takes and gives. Requests pass it unchanged: it is there
 * for the table of docs/api.md, which is made from the routes that the app has (`routeTable`).
 */
export function described(request: string, answer: string): MiddlewareHandler {
  const handler: MiddlewareHandler = (_context, next) => next();
  DESCRIPTIONS.set(handler, { request, answer });
  return handler;
}

/** A route that the app of Hono lists; one that has several handlers is listed once for each. */
export interface ListedRoute {
  method: string;
  path: string;
  handler: object;
}

/** A route with its description, null where it has none. */
export interface DescribedRoute {
  method: string;
  path: string;
  description: RouteDescription | null;
}

/** Every route of an app once; what is registered for all methods is no route. */
export function describedRoutes(listed: readonly ListedRoute[]): DescribedRoute[] {
  const routes = new Map<string, DescribedRoute>();
  for (const { method, path, handler } of listed) {
    if (method === 'ALL') continue;
    const name = `${method} ${path}`;
    const description = DESCRIPTIONS.get(handler) ?? routes.get(name)?.description ?? null;
    routes.set(name, { method, path, description });
  }
  return [...routes.values()];
}
