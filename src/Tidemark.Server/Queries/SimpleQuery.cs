using Tidemark.Engine.Sessions;
using Tidemark.Server.Protocol;
using Tidemark.Server.Results;

namespace Tidemark.Server.Queries;

/// <summary>The simple query: a text of any number of statements, which are one transaction unless they say otherwise; results in text form.</summary>
internal sealed class SimpleQuery(Session session, MessageWriter writer, PortalRunner runner)
{
    /// <summary>Runs the statements up to the first error.</summary>
    public async ValueTask RunAsync(ReadOnlyMemory<byte> body)
    {
        var statements = session.PrepareScript(ReadText(body));
        if (statements.Count == 0)
        {
            session.CompleteImplicitTransaction();
            writer.Empty(BackendMessage.EmptyQueryResponse);
            return;
        }

        for (var i = 0; i < statements.Count; i++)
        {
            var bound = session.Bind(statements[i], []);
            using var portal = new OpenPortal(bound, bound.IsBinary ? FormatCodes.Binary : FormatCodes.Text);
            await runner.RunAsync(portal, maxRows: 0, isDescribed: true).ConfigureAwait(false);
            var tag = portal.CommandTag;

            // Only a commit that is done may be reported.
            if (i == statements.Count - 1) session.CompleteImplicitTransaction();
            PortalRunner.Complete(portal.Kind, tag, writer);
        }
    }

    private static string ReadText(ReadOnlyMemory<byte> body)
    {
        var fields = new MessageFields(body);
        var text = fields.String();
        fields.End();
        return text;
    }
}
