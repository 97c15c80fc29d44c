using System.Collections.Immutable;

namespace Tidemark.Engine.Sessions;

/// <summary>Who listens to what in one database. Thread-safe.</summary>
internal sealed class NotificationHub
{
    private readonly Lock _gate = new();
    private ImmutableDictionary<string, ImmutableHashSet<Session>> _listeners = ImmutableDictionary.Create<string, ImmutableHashSet<Session>>(StringComparer.Ordinal);

    public void Listen(string channel, Session session)
    {
        lock (_gate) _listeners = _listeners.SetItem(channel, _listeners.GetValueOrDefault(channel, ImmutableHashSet<Session>.Empty).Add(session));
    }

    public void Unlisten(string channel, Session session)
    {
        lock (_gate)
        {
            var left = _listeners.GetValueOrDefault(channel, ImmutableHashSet<Session>.Empty).Remove(session);
            _listeners = left.IsEmpty ? _listeners.Remove(channel) : _listeners.SetItem(channel, left);
        }
    }

    /// <summary>Tells all who listen, in the order given; two commits do not mix.</summary>
    public void Tell(IReadOnlyList<Notification> notifications)
    {
        var told = new HashSet<Session>();
        lock (_gate)
        {
            foreach (var notification in notifications)
            {
                foreach (var session in _listeners.GetValueOrDefault(notification.Channel, ImmutableHashSet<Session>.Empty))
                {
                    session.Receive(notification);
                    told.Add(session);
                }
            }
        }

        foreach (var session in told) session.OnAttention?.Invoke();
    }
}
