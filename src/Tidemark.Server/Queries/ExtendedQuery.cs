using Tidemark.Engine.Sessions;
using Tidemark.Errors;
using Tidemark.Server.Protocol;
using Tidemark.Server.Results;

namespace Tidemark.Server.Queries;

/// <summary>
/// The extended query: Parse, Bind, Describe, Execute and Close. Answers gather until Sync or Flush. The names of statements are the session's, those of portals are kept here.
/// </summary>
internal sealed class ExtendedQuery(Session session, MessageWriter writer, PortalRunner runner)
{
    private readonly Dictionary<string, OpenPortal> _portals = new(StringComparer.Ordinal);
    private PreparedStatement? _unnamed;
    private ParameterValue[] _parameters = [];
    private uint[] _types = [];

    /// <summary>Parse: makes a statement.</summary>
    public void Parse(ReadOnlyMemory<byte> body)
    {
        var fields = new MessageFields(body);
        var name = fields.String();
        var text = fields.String();
        int count = fields.Int16();
        if (_types.Length < count) _types = new uint[count];
        for (var i = 0; i < count; i++) _types[i] = (uint)fields.Int32();
        fields.End();

        if (name.Length == 0) _unnamed = null;
        var statement = session.Prepare(text, _types.AsSpan(0, Math.Max(count, 0)), isNamed: name.Length > 0);
        if (name.Length == 0) _unnamed = statement;
        else session.Statements.Add(name, statement);
        writer.Empty(BackendMessage.ParseComplete);
    }

    /// <summary>Bind: makes a portal out of a statement and values.</summary>
    public void Bind(ReadOnlyMemory<byte> body)
    {
        var fields = new MessageFields(body);
        var portalName = fields.String();
        var statementName = fields.String();
        var formats = FormatCodes.Read(ref fields);
        var count = ReadParameters(ref fields, formats);
        var resultFormats = FormatCodes.Read(ref fields);
        fields.End();

        var statement = Statement(statementName);
        if (count != statement.ParameterTypes.Count) throw ProtocolErrors.ParameterCount(count, statementName, statement.ParameterTypes.Count);
        if (portalName.Length == 0) ClosePortal("");
        else if (_portals.ContainsKey(portalName)) throw PreparedStatementErrors.CursorExists(portalName);
        var portal = session.Bind(statement, _parameters.AsSpan(0, count));
        if (resultFormats.Count > 1 && resultFormats.Count != portal.Columns.Count)
        {
            portal.Dispose();
            throw ProtocolErrors.ResultFormats(resultFormats.Count, portal.Columns.Count);
        }

        _portals[portalName] = new OpenPortal(portal, resultFormats);
        writer.Empty(BackendMessage.BindComplete);
    }

    /// <summary>Describe: says what a statement takes and gives, or what a portal gives.</summary>
    public void Describe(ReadOnlyMemory<byte> body)
    {
        var (subtype, name) = ReadTarget(body);
        switch (subtype)
        {
            case (byte)'S':
                var statement = Statement(name);
                writer.ParameterDescription(statement.ParameterTypes);
                if (statement.Columns is { } columns) writer.RowDescription(columns, FormatCodes.Text);
                else writer.Empty(BackendMessage.NoData);
                break;
            case (byte)'P':
                var portal = Portal(name);
                if (portal.Kind == PortalKind.Rows) writer.RowDescription(portal.Columns, portal.Formats);
                else writer.Empty(BackendMessage.NoData);
                break;
            default:
                throw ProtocolErrors.InvalidSubtype("DESCRIBE", subtype);
        }
    }

    /// <summary>Execute: runs a portal, or goes on with it.</summary>
    public async ValueTask ExecuteAsync(ReadOnlyMemory<byte> body)
    {
        var (name, maxRows) = ReadExecute(body);
        var portal = Portal(name);
        if (await runner.RunAsync(portal, maxRows).ConfigureAwait(false)) PortalRunner.Complete(portal.Kind, portal.CommandTag, writer);
        else writer.Empty(BackendMessage.PortalSuspended);
    }

    /// <summary>Close: forgets a statement or a portal; no error when there is none.</summary>
    public void Close(ReadOnlyMemory<byte> body)
    {
        var (subtype, name) = ReadTarget(body);
        switch (subtype)
        {
            case (byte)'S' when name.Length == 0:
                _unnamed = null;
                break;
            case (byte)'S':
                session.Statements.Remove(name);
                break;
            case (byte)'P':
                ClosePortal(name);
                break;
            default:
                throw ProtocolErrors.InvalidSubtype("CLOSE", subtype);
        }

        writer.Empty(BackendMessage.CloseComplete);
    }

    /// <summary>Forgets the unnamed statement and portal, as a simple query does.</summary>
    public void CloseUnnamed()
    {
        _unnamed = null;
        ClosePortal("");
    }

    /// <summary>Forgets all portals: their transaction is over.</summary>
    public void ClosePortals()
    {
        if (_portals.Count == 0) return;
        foreach (var portal in _portals.Values) portal.Dispose();
        _portals.Clear();
    }

    private static (byte Subtype, string Name) ReadTarget(ReadOnlyMemory<byte> body)
    {
        var fields = new MessageFields(body);
        var subtype = fields.Byte();
        var name = fields.String();
        fields.End();
        return (subtype, name);
    }

    private static (string Name, int MaxRows) ReadExecute(ReadOnlyMemory<byte> body)
    {
        var fields = new MessageFields(body);
        var name = fields.String();
        var maxRows = fields.Int32();
        fields.End();
        return (name, maxRows);
    }

    private int ReadParameters(ref MessageFields fields, FormatCodes formats)
    {
        int count = fields.Int16();
        if (count < 0) throw ProtocolErrors.InvalidFormat();
        if (formats.Count > 1 && formats.Count != count) throw ProtocolErrors.ParameterFormats(formats.Count, count);
        if (_parameters.Length < count) _parameters = new ParameterValue[count];
        for (var i = 0; i < count; i++)
        {
            var length = fields.Int32();
            var isNull = length == -1;
            _parameters[i] = new ParameterValue(isNull ? default : fields.Bytes(length), isNull, formats.IsBinary(i));
        }

        return count;
    }

    private PreparedStatement Statement(string name)
    {
        if (name.Length > 0) return session.Statements.Get(name);
        return _unnamed ?? throw PreparedStatementErrors.DoesNotExist("");
    }

    private OpenPortal Portal(string name) => _portals.TryGetValue(name, out var portal) ? portal : throw PreparedStatementErrors.PortalDoesNotExist(name);

    private void ClosePortal(string name)
    {
        if (_portals.Remove(name, out var portal)) portal.Dispose();
    }
}
