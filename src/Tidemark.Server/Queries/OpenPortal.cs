using Tidemark.Engine.Sessions;
using Tidemark.Server.Results;
using Tidemark.Types;

namespace Tidemark.Server.Queries;

/// <summary>A portal and the form that its client wants the results in. Rows may be fetched in several goes.</summary>
internal sealed class OpenPortal(Portal portal, FormatCodes formats) : IDisposable
{
    private RowWriter? _rows;

    public PortalKind Kind => portal.Kind;

    public IReadOnlyList<ResultColumn> Columns => portal.Columns;

    public FormatCodes Formats => formats;

    public string CommandTag => portal.CommandTag;

    /// <summary>The engine's side.</summary>
    public Portal Portal => portal;

    /// <summary>What writes its rows; made when the first ones come.</summary>
    public RowWriter Rows(FormatSettings settings) => _rows ??= new RowWriter(portal.Columns, formats, settings);

    public void Dispose() => portal.Dispose();
}
