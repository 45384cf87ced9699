using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Projects;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tasks;

/// <summary>
/// For how many more leases a project's budget pays. What is being judged counts at the price of the dearest pool:
/// whatever comes in of it, no more is spent than the budget.
/// </summary>
internal sealed class BudgetRoom(ActiveLabelDb db, Project project, IReadOnlyList<KnownPool> pools)
{
    private const double Rounding = 1e-12;

    private double Price => pools.Max(pool => pool.Cost);

    /// <param name="expired">Leases that the transaction has taken back, and that the totals still count.</param>
    public async Task<int> FindAsync(int expired, CancellationToken cancellationToken)
    {
        if (project.Settings.Budget is not { } budget || Price <= 0)
            return int.MaxValue;
        var (spent, leased) = await ReadAsync(cancellationToken);
        var room = ClaimTasks.CountMax;
        while (room > 0 && IsAbove(budget, spent, leased - expired + room))
            room--;
        return room;
    }

    /// <summary>
    /// Once the transaction has its place in the order, and nobody else can come between: another claim may have been
    /// given what was left.
    /// </summary>
    /// <exception cref="LostRaceException">It was.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (project.Settings.Budget is not { } budget || Price <= 0)
            return;
        var (spent, leased) = await ReadAsync(cancellationToken);
        if (IsAbove(budget, spent, leased))
            throw new LostRaceException("Another claim was given what was left of the budget.");
    }

    // The same sum before and after: rounded otherwise, what was found to be paid for would be refused in the end.
    // Three times 0.63 is a last bit above 1.89, which nobody would understand.
    private bool IsAbove(double budget, double spent, long leased)
        => spent + (leased * Price) > budget * (1 + Rounding);

    private async Task<(double Spent, long Leased)> ReadAsync(CancellationToken cancellationToken)
    {
        var totals = await db.Counters.AsNoTracking()
            .Where(counters => counters.ProjectId == project.Id)
            .Select(counters => new { counters.Spent, counters.SlotsLeased }).SingleAsync(cancellationToken);
        return (totals.Spent, totals.SlotsLeased);
    }
}
