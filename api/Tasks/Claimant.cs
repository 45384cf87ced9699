using System.Net;
using ActiveLabel.Api.Security;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Api.Tasks;

/// <summary>Who asks for work or hands it in, and from where: access zones look at both.</summary>
/// <param name="Address">Null where it is not known: such a claimant is in no network.</param>
public readonly record struct Claimant(WorkerId Worker, IPAddress? Address)
{
    /// <summary>A worker of whose whereabouts nothing is known.</summary>
    public static implicit operator Claimant(WorkerId worker) => FromWorkerId(worker);

    public static Claimant FromWorkerId(WorkerId worker) => new(worker, Address: null);

    /// <exception cref="InvalidOperationException">The caller judges as nobody.</exception>
    public static Claimant Of(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return new(
            caller.RequireWorker(),
            IPAddress.TryParse(caller.Origin.RemoteAddress, out var address) ? address : null);
    }
}
