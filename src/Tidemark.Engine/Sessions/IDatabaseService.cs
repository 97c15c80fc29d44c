namespace Tidemark.Engine.Sessions;

/// <summary>Works for a database from when it is opened until it is closed, beside its sessions.</summary>
internal interface IDatabaseService
{
    /// <summary>A database was opened. The service ends when it is disposed, before the database closes; what it runs then is cancelled and waited for.</summary>
    IDisposable Start(Instance instance, Database database);
}
