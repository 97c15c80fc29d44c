using Tidemark.Testing;
using Xunit;

namespace Tidemark.Server.Tests.Clients;

/// <summary>What clients find out about a schema: psql's backslash commands and SQLAlchemy's inspector give what they give on PostgreSQL.</summary>
public class ReflectionTests(TidemarkFixture fixture) : IClassFixture<TidemarkFixture>
{
    private string Port => $"{fixture.Process.Address.Port}";

    [RequiresFact(Prerequisite.Tidemark, Prerequisite.Psql)]
    public async Task Psql_lists_everything_without_an_error()
    {
        string[] commands =
        [
            "\\d", "\\d ps_t", "\\d+ ps_t", "\\d ps_v", "\\d+ ps_v", "\\d ps_t_b", "\\d ps_s", "\\d ps_c", "\\dt", "\\dt+", "\\di", "\\di+", "\\dv", "\\dv+", "\\dm", "\\ds", "\\ds+", "\\df", "\\df+ ps_f", "\\dn", "\\dn+",
            "\\du", "\\du+", "\\dg", "\\l", "\\l+", "\\dT", "\\dT+", "\\dp", "\\z ps_t", "\\dD", "\\dD+", "\\dd", "\\dx", "\\db", "\\dc", "\\dC", "\\dO", "\\da sum", "\\do +", "\\dL", "\\det", "\\des", "\\dew", "\\deu", "\\dRp",
            "\\dRs", "\\dy", "\\sf ps_f", "\\sv ps_v", "\\drds", "\\ddp", "\\dE", "\\dAc", "\\dAf", "\\dAp", "\\dX", "\\dP", "\\dF", "\\dFp", "\\dFd", "\\dFt", "\\conninfo", "\\encoding",
        ];
        await Psql("""
            CREATE TABLE ps_t (a int PRIMARY KEY, b text DEFAULT 'x', c numeric(8,2) CHECK (c > 0));
            CREATE INDEX ps_t_b ON ps_t (b, c DESC);
            CREATE VIEW ps_v AS SELECT a FROM ps_t WITH CHECK OPTION;
            CREATE SEQUENCE ps_s;
            CREATE TYPE ps_c AS (x int, y text);
            CREATE DOMAIN ps_d AS int CHECK (value > 0);
            CREATE FUNCTION ps_f(a int, b text DEFAULT 'y') RETURNS int LANGUAGE sql AS 'select a';
            COMMENT ON TABLE ps_t IS 'a table';
            """);
        foreach (var command in commands)
        {
            var (output, _) = await Psql(command + "\n");
            Assert.False(output.Contains("ERROR:"), $"{command}: {output}");
        }
    }

    [RequiresFact(Prerequisite.Tidemark, Prerequisite.Psql)]
    public async Task Psql_describes_a_table_as_it_does_with_PostgreSQL()
    {
        await Psql("""
            CREATE TABLE pd_parent (id int PRIMARY KEY);
            CREATE TABLE pd (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, p int REFERENCES pd_parent ON DELETE CASCADE, x int, y int NOT NULL DEFAULT 3, d int GENERATED ALWAYS AS (x * 2) STORED,
              CONSTRAINT pd_xy UNIQUE (x, y) DEFERRABLE, CONSTRAINT pd_pos CHECK (x > 0 AND y > 0));
            CREATE INDEX pd_expr ON pd (lower('a' || x::text)) WHERE y > 3;
            """);
        var (output, _) = await ClientProgram.RunAsync("psql", ["-X", "-A", "-h", "127.0.0.1", "-p", Port, "-U", "postgres", "-d", "postgres"], "\\d pd\n");

        Assert.Equal("""
            Table "public.pd"
            Column|Type|Collation|Nullable|Default
            id|integer||not null|generated always as identity
            p|integer|||
            x|integer|||
            y|integer||not null|3
            d|integer|||generated always as (x * 2) stored
            Indexes:
                "pd_pkey" PRIMARY KEY, btree (id)
                "pd_expr" btree (lower('a'::text || x::text)) WHERE y > 3
                "pd_xy" UNIQUE CONSTRAINT, btree (x, y) DEFERRABLE
            Check constraints:
                "pd_pos" CHECK (x > 0 AND y > 0)
            Foreign-key constraints:
                "pd_p_fkey" FOREIGN KEY (p) REFERENCES pd_parent(id) ON DELETE CASCADE
            """.ReplaceLineEndings("\n"), output.TrimEnd('\n'));
        (output, _) = await Psql("\\d pd_expr\n");
        Assert.Contains("lower|text|yes|lower('a'::text || x::text)", output);
    }

    [RequiresFact(Prerequisite.Tidemark, Prerequisite.Psycopg2, Prerequisite.Pandas)]
    public Task SqlAlchemy_reflects_what_it_made() => Python("""
        from sqlalchemy import *
        from sqlalchemy.dialects.postgresql import JSONB, UUID, insert
        e = create_engine(f"postgresql+psycopg2://postgres@127.0.0.1:{port}/postgres")
        m = MetaData()
        a = Table('sa_a', m, Column('id', Integer, primary_key=True), Column('name', String(20), nullable=False, index=True, comment='cc'), Column('e', Enum('x', 'y', name='sa_e')), Column('j', JSONB), Column('u', UUID),
                  Column('arr', ARRAY(Integer)), Column('ts', DateTime(timezone=True)), Column('n', Numeric(8, 3)), Column('b', Boolean, server_default='true'), comment='tc')
        b = Table('sa_b', m, Column('id', Integer, Identity(start=10), primary_key=True), Column('a_id', ForeignKey('sa_a.id', ondelete='SET NULL', deferrable=True, initially='DEFERRED')), Column('x', Integer),
                  Column('y', Integer, Computed('x*2')), UniqueConstraint('a_id', 'x', name='uq', deferrable=True, initially='DEFERRED'), CheckConstraint('x > 0', name='ck'),
                  Index('ix2', 'x', postgresql_where=text('x > 5'), postgresql_include=['a_id']))
        m.create_all(e)
        with e.begin() as c:
            c.execute(text("create view sa_v as select id, name from sa_a"))
            c.execute(a.insert(), [dict(name='n1', e='x', j={'a': 1}, arr=[1, 2]), dict(name='n2', e='y', j=None, arr=None)])
            r = c.execute(a.insert().values(name='z').returning(a.c.id)).scalar()
            c.execute(insert(a).values(id=r, name='zz').on_conflict_do_update(index_elements=['id'], set_={'name': 'zz'}))
            assert c.execute(select(a.c.id, a.c.name, a.c.e, a.c.j, a.c.arr, a.c.b)).fetchall() == [(1, 'n1', 'x', {'a': 1}, [1, 2], True), (2, 'n2', 'y', None, None, True), (3, 'zz', None, None, None, True)]
        i = inspect(e)
        assert 'sa_v' in i.get_view_names() and {'sa_a', 'sa_b'} <= set(i.get_table_names())
        columns = i.get_columns('sa_a')
        assert [c['name'] for c in columns] == ['id', 'name', 'e', 'j', 'u', 'arr', 'ts', 'n', 'b'], columns
        assert [str(c['type']) for c in columns] == ['INTEGER', 'VARCHAR(20)', 'VARCHAR(1)', 'JSONB', 'UUID', 'ARRAY', 'TIMESTAMP', 'NUMERIC(8, 3)', 'BOOLEAN'], columns
        assert columns[0]['default'] == "nextval('sa_a_id_seq'::regclass)" and columns[0]['autoincrement'] and columns[1]['comment'] == 'cc' and columns[8]['default'] == 'true', columns
        columns = i.get_columns('sa_b')
        assert columns[0]['identity'] == {'always': False, 'start': 10, 'increment': 1, 'minvalue': 1, 'maxvalue': 2147483647, 'cache': 1, 'cycle': False}, columns
        assert columns[3]['computed'] == {'sqltext': '(x * 2)', 'persisted': True}, columns
        assert i.get_pk_constraint('sa_b') == {'constrained_columns': ['id'], 'name': 'sa_b_pkey'}
        assert i.get_foreign_keys('sa_b') == [{'name': 'sa_b_a_id_fkey', 'constrained_columns': ['a_id'], 'referred_schema': None, 'referred_table': 'sa_a', 'referred_columns': ['id'],
                                               'options': {'ondelete': 'SET NULL', 'initially': 'DEFERRED', 'deferrable': True}}]
        assert i.get_unique_constraints('sa_b') == [{'name': 'uq', 'column_names': ['a_id', 'x']}]
        assert i.get_check_constraints('sa_b') == [{'name': 'ck', 'sqltext': 'x > 0'}]
        assert i.get_table_comment('sa_a') == {'text': 'tc'}
        indexes = {x['name']: x for x in i.get_indexes('sa_b')}
        assert indexes['ix2']['column_names'] == ['x'] and indexes['ix2']['include_columns'] == ['a_id'] and indexes['ix2']['dialect_options']['postgresql_where'] == '(x > 5)', indexes
        assert indexes['uq']['unique'] and indexes['uq']['duplicates_constraint'] == 'uq' and indexes['uq']['column_names'] == ['a_id', 'x'], indexes
        assert [(x['name'], x['column_names'], x['unique']) for x in i.get_indexes('sa_a')] == [('ix_sa_a_name', ['name'], False)]
        assert {'name': 'sa_e', 'schema': 'public', 'visible': True, 'labels': ['x', 'y']} in i.get_enums()
        assert i.has_table('sa_a') and not i.has_table('nosuch')
        reflected = MetaData()
        reflected.reflect(bind=e, views=True, only=['sa_a', 'sa_b', 'sa_v'])
        assert sorted(reflected.tables) == ['sa_a', 'sa_b', 'sa_v'] and list(reflected.tables['sa_b'].c.a_id.foreign_keys)[0].column.table.name == 'sa_a'
        with e.begin() as c:
            c.execute(text("drop view sa_v"))
        m.drop_all(e)
        print("done")
        """);

    private Task<(string Output, int ExitCode)> Psql(string input) =>
        ClientProgram.RunAsync("psql", ["-X", "-A", "-t", "-h", "127.0.0.1", "-p", Port, "-U", "postgres", "-d", "postgres"], input);

    private async Task Python(string script)
    {
        var (output, exitCode) = await ClientProgram.RunAsync(ClientProgram.Python, ["-c", $"port = {Port}\n{script}"]);
        Assert.True(exitCode == 0 && output.Contains("done"), output);
    }
}
