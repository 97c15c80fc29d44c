namespace Tidemark.Engine.Catalog;

/// <summary>LISTEN and NOTIFY as functions see them.</summary>
internal interface INotifications
{
    /// <summary>The channels that the session listens to.</summary>
    IReadOnlyList<string> Channels { get; }

    /// <summary>Tells all who listen to a channel, when the transaction commits. 22023 for a name or a payload that is empty or too long.</summary>
    void Notify(string channel, string payload);
}
