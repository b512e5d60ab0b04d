// Keeps this process on loopback: the AT network's programs listen on all interfaces, and could call out.
// Imported before anything else.
import net from 'node:net';

const HOME = '127.0.0.1';
const isHome = (host) =>
    host === undefined || host === null || host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) {
    const [first] = args;
    const isPort = (value) => typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
    if (isPort(first)) {
        if (typeof args[1] === 'string') args[1] = HOME;
        else args.splice(1, 0, HOME);
    } else if (first === undefined || typeof first === 'function') {
        args.unshift(0, HOME);
    } else if (first && typeof first === 'object' && first.port !== undefined) {
        args[0] = { ...first, host: HOME };
    }
    return listen.apply(this, args);
};

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
    // net.connect hands over its normalised [options, callback]; others pass the arguments as they came.
    const list = Array.isArray(args[0]) ? args[0] : args;
    const [first, second] = list;
    const options = first && typeof first === 'object' ? first : { port: first, host: typeof second === 'string' ? second : undefined };
    if (!options.path && !isHome(options.host)) {
        process.nextTick(() => this.destroy(new Error(`refused: ${options.host} is not this machine`)));
        return this;
    }
    return connect.apply(this, args);
};
