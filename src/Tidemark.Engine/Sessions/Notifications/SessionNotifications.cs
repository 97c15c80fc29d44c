using System.Collections.Immutable;
using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions;

/// <summary>What a session listens to, and what its transaction is going to say. All of it takes effect when the transaction commits.</summary>
internal sealed class SessionNotifications(SessionContext session) : INotifications
{
    // NAMEDATALEN, and what fits on a page of PostgreSQL's queue.
    private const int MaxChannel = 64;
    private const int MaxPayload = 8000;

    private readonly SortedSet<string> _channels = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public IReadOnlyList<string> Channels => [.. _channels];

    /// <inheritdoc />
    public void Notify(string channel, string payload)
    {
        if (channel.Length == 0) throw NotificationErrors.NoChannel();
        if (Encoding.UTF8.GetByteCount(channel) >= MaxChannel) throw NotificationErrors.LongChannel();
        if (Encoding.UTF8.GetByteCount(payload) >= MaxPayload) throw NotificationErrors.LongPayload();
        var said = new Announcement(AnnouncementKind.Notify, channel, payload);
        if (!session.Transaction.Announcements.Contains(said)) session.Transaction.Announce(said);
    }

    /// <summary>LISTEN.</summary>
    public void Listen(string channel) => session.Transaction.Announce(new Announcement(AnnouncementKind.Listen, channel, ""));

    /// <summary>UNLISTEN; no channel means all.</summary>
    public void Unlisten(string? channel) => session.Transaction.Announce(new Announcement(AnnouncementKind.Unlisten, channel ?? "", ""));

    /// <summary>The transaction that made these is committed.</summary>
    public void Committed(ImmutableArray<Announcement> announcements)
    {
        if (announcements.IsEmpty) return;
        var hub = session.Database.Notifications;
        var said = new List<Notification>();
        foreach (var announcement in announcements)
        {
            switch (announcement.Kind)
            {
                case AnnouncementKind.Listen:
                    if (_channels.Add(announcement.Channel)) hub.Listen(announcement.Channel, session.Session);
                    break;
                case AnnouncementKind.Unlisten when announcement.Channel.Length == 0:
                    Leave();
                    break;
                case AnnouncementKind.Unlisten:
                    if (_channels.Remove(announcement.Channel)) hub.Unlisten(announcement.Channel, session.Session);
                    break;
                default:
                    said.Add(new Notification(session.Session.ProcessId, announcement.Channel, announcement.Payload));
                    break;
            }
        }

        if (said.Count > 0) hub.Tell(said);
    }

    /// <summary>Listens to nothing any more.</summary>
    public void Leave()
    {
        foreach (var channel in _channels) session.Database.Notifications.Unlisten(channel, session.Session);
        _channels.Clear();
    }
}

internal enum AnnouncementKind
{
    Notify,
    Listen,
    Unlisten,
}

/// <summary>What a transaction says when it commits.</summary>
internal sealed record Announcement(AnnouncementKind Kind, string Channel, string Payload);
