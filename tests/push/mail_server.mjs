// Debian's mail server (exim), one process of this test's own: STARTTLS with a certificate that the test made, AUTH, and a
// maildir that is read as it lies there.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const kPassword = 'a password of the test';
const kExim = ['/usr/sbin/exim4', '/usr/bin/exim4'].find(existsSync);

async function free_port() {
    const server = createServer();
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address();
    await new Promise((done) => server.close(done));
    return port;
}

export class MailServer {
    async start() {
        if (!kExim) throw new Error('exim4-daemon-light is not installed (tools/packages.txt, [test])');
        const root = process.getuid() === 0;
        this.folder = mkdtempSync(join(tmpdir(), 'manyhands-mail-'));
        // As root it becomes "nobody" for the deed: exim delivers nothing as root.
        const user = root ? 'nobody' : execFileSync('id', ['-un'], { encoding: 'utf8' }).trim();
        for (const name of ['spool', 'log', 'mail']) mkdirSync(join(this.folder, name));
        this.ca = join(this.folder, 'cert.pem');
        execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', join(this.folder, 'key.pem'), '-out', this.ca], { stdio: 'ignore' });
        this.port = await free_port();
        const config = join(this.folder, 'exim.conf');
        writeFileSync(config, `
exim_user = ${user}
exim_group = ${execFileSync('id', ['-gn', user], { encoding: 'utf8' }).trim()}
never_users =
deliver_drop_privilege = true
primary_hostname = mail.hanbit.example
spool_directory = ${this.folder}/spool
log_file_path = ${this.folder}/log/%s
pid_file_path = ${this.folder}/pid
local_interfaces = 127.0.0.1
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
smtp_receive_timeout = 20s
tls_advertise_hosts = *
tls_certificate = ${this.ca}
tls_privatekey = ${this.folder}/key.pem
auth_advertise_hosts = *
acl_smtp_rcpt = rcpt
acl_smtp_data = data
begin acl
rcpt:
  deny message = there is no such mailbox
       local_parts = nobody
  defer message = come back later
       local_parts = later
  accept authenticated = *
         encrypted = *
  deny message = sign in first
data:
  deny message = a mail has a subject
       !condition = \${if def:h_Subject:}
  accept
begin routers
everybody:
  driver = accept
  transport = maildir
begin transports
maildir:
  driver = appendfile
  directory = ${this.folder}/mail
  maildir_format
  create_directory
  envelope_to_add
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_advertise_condition = \${if def:tls_in_cipher}
  server_condition = \${if and{{eq{$auth2}{desk}}{eq{$auth3}{${kPassword}}}}}
  server_set_id = $auth2
begin retry
begin rewrite
`);
        if (root) execFileSync('chown', ['-R', `${user}:`, this.folder]);
        chmodSync(this.folder, 0o755);
        if (root) execFileSync('chown', ['root:root', config]);
        chmodSync(config, 0o644);
        this.child = spawn(kExim, ['-C', config, '-bdf', '-oX', `127.0.0.1:${this.port}`], { stdio: ['ignore', 'pipe', 'pipe'] });
        this.log = '';
        for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (chunk) => { this.log += chunk; });
        for (let i = 0; ; ++i) {
            const open = await new Promise((done) => { const socket = connect(this.port, '127.0.0.1', () => { socket.destroy(); done(true); }).on('error', () => done(false)); });
            if (open) return this;
            if (i > 200 || this.child.exitCode !== null) throw new Error(`exim did not start: ${this.log}`);
            await new Promise((done) => setTimeout(done, 50));
        }
    }
    get url() { return `smtp://127.0.0.1:${this.port}`; }
    // What lies in the maildir.
    letters() {
        const box = join(this.folder, 'mail', 'new');
        return existsSync(box) ? readdirSync(box).sort().map((name) => parse(readFileSync(join(box, name), 'latin1'))) : [];
    }
    what_it_said() {
        return readdirSync(join(this.folder, 'log')).map((name) => readFileSync(join(this.folder, 'log', name), 'utf8')).join('');
    }
    async stop() {
        const gone = new Promise((done) => this.child.once('exit', done));
        this.child.kill('SIGTERM');
        await gone;
        rmSync(this.folder, { recursive: true, force: true });
    }
}

// As a mail program reads it: folded headers, encoded words, two parts in base64.
const words = (text) => text.replace(/\?=\s+=\?/g, '?==?').replace(/(?:=\?UTF-8\?B\?[^?]*\?=)+/g, (all) => Buffer.concat([...all.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/g)].map((one) => Buffer.from(one[1], 'base64'))).toString('utf8'));
function parse(raw) {
    const [head, ...rest] = raw.replaceAll('\r\n', '\n').split('\n\n');
    const headers = {};
    for (const line of head.replace(/\n[ \t]+/g, ' ').split('\n')) {
        const colon = line.indexOf(':');
        headers[line.slice(0, colon).toLowerCase()] = words(line.slice(colon + 1).trim());
    }
    const boundary = /boundary="([^"]+)"/.exec(headers['content-type'])[1];
    const parts = {};
    for (const part of rest.join('\n\n').split(`--${boundary}`).slice(1, -1)) {
        const [own, ...body] = part.trimStart().split('\n\n');
        parts[/text\/(\w+)/.exec(own)[1]] = Buffer.from(body.join(''), 'base64').toString('utf8');
    }
    return { raw, headers, plain: parts.plain.replaceAll('\r\n', '\n'), html: parts.html };
}
