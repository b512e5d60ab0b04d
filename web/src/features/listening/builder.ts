// What the builder shows of a query: groups of terms. A query that nests deeper than that is drawn as a tree instead.
import { group, parse, print, type Leaf, type Node, type Text } from './tree';

export interface Near { kind: 'near'; words: number; ordered: boolean; left: Text[]; right: Text[] }
export type Item = Leaf | Near;
export interface Model { all: Item[]; anys: Item[][]; none: Item[]; where: Leaf[] }
export type Place = { in: 'all' } | { in: 'none' } | { in: 'where' } | { in: 'any'; at: number };

export const empty = (): Model => ({ all: [], anys: [], none: [], where: [] });
export const is_condition = (item: Item): item is Leaf => item.kind === 'field' || item.kind === 'compare';

const texts = (node: Node): Text[] => (node.kind === 'any' ? node.children : [node]).filter((one) => one.kind === 'text');
function item_of(node: Node): Item | null {
    if (node.kind === 'near') return { kind: 'near', words: node.words, ordered: node.ordered, left: texts(node.left), right: texts(node.right) };
    return 'children' in node || node.kind === 'none' ? null : node;
}
function items_of(nodes: readonly Node[]): Item[] | null {
    const found = nodes.map(item_of);
    return found.every((one) => one !== null) ? found : null;
}
// null: more intricate than groups can show.
export function model_of(root: Node): Model | null {
    const model = empty();
    for (const part of root.kind === 'all' ? root.children : [root]) {
        const inside = part.kind === 'none' ? part.child : part;
        const items = items_of(inside.kind === 'any' ? inside.children : [inside]);
        if (!items) return null;
        if (part.kind === 'none') model.none.push(...items);
        else if (part.kind === 'any') model.anys.push(items);
        else for (const item of items) (is_condition(item) ? model.where : model.all).push(item);
    }
    return model;
}
// "a OR b -c" leaves c out of b only, which is hardly ever what was meant: the same with what stands at the end said of all.
export function for_all(root: Node): Node | null {
    const last = root.kind === 'any' ? root.children.at(-1)! : null;
    if (root.kind !== 'any' || last?.kind !== 'all') return null;
    const [first, ...rest] = last.children;
    const alike = [...root.children.slice(0, -1), first!];
    const tail = rest.every((one) => one.kind === 'none' || one.kind === 'field' || one.kind === 'compare');
    return tail && items_of(alike) ? group('all', [{ kind: 'any', children: alike }, ...rest]) : null;
}
export function node_of(item: Item): Node {
    return item.kind === 'near' ? { kind: 'near', words: item.words, ordered: item.ordered, left: group('any', item.left), right: group('any', item.right) } : item;
}
export function tree_of(model: Model): Node | null {
    const parts: Node[] = [...model.all.map(node_of), ...model.anys.filter((one) => one.length > 0).map((one) => group('any', one.map(node_of))),
        ...model.where, ...model.none.map((one): Node => ({ kind: 'none', child: node_of(one) }))];
    return parts.length === 0 ? null : group('all', parts);
}
export function text_of(model: Model): string {
    const tree = tree_of(model);
    return tree ? print(tree) : '';
}
export const written = (item: Item): string => print(node_of(item));

export const items_at = (model: Model, place: Place): Item[] => (place.in === 'any' ? model.anys[place.at] ?? [] : model[place.in]);
function with_items(model: Model, place: Place, items: Item[]): Model {
    if (place.in !== 'any') return { ...model, [place.in]: items };
    const anys = [...model.anys];
    anys[place.at] = items;
    return { ...model, anys };
}
const same = (a: Item, b: Item): boolean => written(a) === written(b);
export function added(model: Model, place: Place, item: Item): Model {
    // A condition among what must all hold has a row of its own; a word is no condition.
    const to: Place = place.in === 'all' && is_condition(item) ? { in: 'where' } : place.in === 'where' && !is_condition(item) ? { in: 'all' } : place;
    const there = items_at(model, to);
    return there.some((one) => same(one, item)) ? model : with_items(model, to, [...there, item]);
}
export const removed = (model: Model, place: Place, at: number): Model => with_items(model, place, items_at(model, place).filter((_, i) => i !== at));
export function changed(model: Model, place: Place, at: number, item: Item): Model {
    return with_items(model, place, items_at(model, place).map((one, i) => (i === at ? item : one)));
}
export function moved(model: Model, from: Place, at: number, to: Place): Model {
    const item = items_at(model, from)[at];
    return item ? added(removed(model, from, at), to, item) : model;
}
// Empty groups of "any" stay while one works in the builder; here they go.
export const without_empty = (model: Model): Model => ({ ...model, anys: model.anys.filter((one) => one.length > 0) });

// What was typed into a group: one term, several (OR, commas), or words that belong together. null: nothing to look for.
export function typed_items(typed: string): Item[] | null {
    const tree = parse(typed);
    if (tree && tree.kind !== 'all' && tree.kind !== 'none') {
        const items = items_of(tree.kind === 'any' ? tree.children : [tree]);
        if (items) return items;
    }
    const parts = typed.split(/[,\u3001\uff0c]/).map((one) => one.trim()).filter(Boolean);
    if (parts.length > 1) {
        const found = parts.map(typed_items);
        return found.every((one) => one !== null) ? found.flat() : null;
    }
    // Several words: a phrase, unless they were meant apart by signs of their own.
    const whole = parse(`"${typed.replace(/["\u201c-\u201e]/g, ' ').trim()}"`);
    if (tree?.kind === 'all' && !tree.children.every((one) => one.kind === 'text' && !one.exact && !one.prefix)) return items_of(tree.children);
    const only = whole && item_of(whole);
    return only ? [only] : null;
}
