using System.Text.Json;
using ActiveLabel.Api.Tests.CommandLine;

namespace ActiveLabel.Api.Tests.Tasks;

/// <summary>What the unruly workers of one run have seen, together.</summary>
internal sealed class UnrulyLog
{
    private readonly Lock _lock = new();

    /// <summary>Judgement ids by idempotency key, as they were acknowledged.</summary>
    public Dictionary<string, HashSet<string>> Acknowledged { get; } = [];

    /// <summary>Judgements that were taken under a lease that was over.</summary>
    public List<string> TakenStale { get; } = [];

    public int StaleSent { get; private set; }
    public int SentTwice { get; private set; }

    public int AcknowledgedCount
    {
        get
        {
            lock (_lock)
                return Acknowledged.Count;
        }
    }

    public int TakenStaleCount
    {
        get
        {
            lock (_lock)
                return TakenStale.Count;
        }
    }

    public void Acknowledge(string key, string judgement)
    {
        lock (_lock)
        {
            if (!Acknowledged.TryGetValue(key, out var known))
                Acknowledged[key] = known = [];
            known.Add(judgement);
        }
    }

    public void Stale(string key, bool isTaken)
    {
        lock (_lock)
        {
            StaleSent++;
            if (isTaken)
                TakenStale.Add(key);
        }
    }

    public void Twice()
    {
        lock (_lock)
            SentTwice++;
    }
}

/// <summary>
/// Works through a queue over HTTP as bad clients do: sends twice, stalls until its lease is over, walks away, comes
/// back with an old token, and repeats whatever a killed server left without an answer.
/// </summary>
/// <param name="address">Where the server is now; it can be another one a moment later.</param>
internal sealed class UnrulyWorker(
    string name, Func<Uri> address, string key, string project, UnrulyLog log, Random random, double unruliness)
{
    private const string Claim =
        """
        mutation($p: ID!, $n: Int!) { claimTasks(input: { projectId: $p, count: $n }) {
          leases { token expiresAt task { id } } whyNoTask { rule } } }
        """;

    private const string Submit =
        """
        mutation($task: ID!, $token: Int!, $key: String!) {
          submitJudgement(input: { taskId: $task, token: $token, idempotencyKey: $key,
            answers: [{ questionKey: "q", value: { singleChoice: "a" } }] })
          { judgement { id } errors { __typename } } }
        """;

    private const string Release =
        """
        mutation($task: ID!, $token: Int!) { releaseTask(input: { taskId: $task, token: $token }) { taskId } }
        """;

    private int _sent;

    /// <summary>Works until the queue is empty.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (leases, rule) = await ClaimAsync(random.Next(1, 4), cancellationToken);
            if (leases.Count == 0 && rule == "QUEUE_EMPTY")
                return;
            if (leases.Count == 0)
                await Task.Delay(random.Next(100, 400), cancellationToken);
            foreach (var lease in leases)
                await WorkAsync(lease, cancellationToken);
        }
    }

    private async Task WorkAsync(HeldLease lease, CancellationToken cancellationToken)
    {
        var mood = random.NextDouble() / unruliness;
        if (mood < 0.01)
            return; // Walks away: the lease runs out.
        if (mood < 0.02)
            await StallAsync(lease, cancellationToken);
        else if (mood < 0.06)
            await ComeBackAsync(lease, cancellationToken);
        else if (mood < 0.16)
            await SendTwiceAsync(lease, cancellationToken);
        else
            await SubmitAsync(lease, NextKey(lease), cancellationToken);
    }

    private async Task StallAsync(HeldLease lease, CancellationToken cancellationToken)
    {
        var over = lease.ExpiresAt + TimeSpan.FromMilliseconds(200) - TimeProvider.System.GetUtcNow();
        await Task.Delay(over > TimeSpan.Zero ? over : TimeSpan.Zero, cancellationToken);
        var key = NextKey(lease);
        log.Stale(key, await SubmitAsync(lease, key, cancellationToken));
    }

    private async Task ComeBackAsync(HeldLease lease, CancellationToken cancellationToken)
    {
        await SendAsync(Release, new { task = lease.Task, token = lease.Token }, cancellationToken);
        // Among so many there may be the same task again, under a newer token.
        var (again, _) = await ClaimAsync(10, cancellationToken);
        var stale = NextKey(lease);
        log.Stale(stale, await SubmitAsync(lease, stale, cancellationToken));
        foreach (var current in again)
            await SubmitAsync(current, NextKey(current), cancellationToken);
    }

    private async Task SendTwiceAsync(HeldLease lease, CancellationToken cancellationToken)
    {
        var key = NextKey(lease);
        log.Twice();
        await Task.WhenAll(SubmitAsync(lease, key, cancellationToken), SubmitAsync(lease, key, cancellationToken));
    }

    private string NextKey(HeldLease lease) => $"{name}-{lease.Task}-{lease.Token}-{_sent++}";

    private async Task<(List<HeldLease> Leases, string? Rule)> ClaimAsync(
        int count, CancellationToken cancellationToken)
    {
        var claimed = (await SendAsync(Claim, new { p = project, n = count }, cancellationToken))
            .GetProperty("claimTasks");
        var leases = claimed.GetProperty("leases").EnumerateArray().Select(lease => new HeldLease(
            lease.GetProperty("task").GetProperty("id").GetString()!,
            lease.GetProperty("token").GetInt32(),
            lease.GetProperty("expiresAt").GetDateTimeOffset())).ToList();
        var why = claimed.GetProperty("whyNoTask");
        return (leases, why.ValueKind == JsonValueKind.Null ? null : why.GetProperty("rule").GetString());
    }

    /// <returns>Whether it was recorded.</returns>
    private async Task<bool> SubmitAsync(HeldLease lease, string idempotencyKey, CancellationToken cancellationToken)
    {
        var variables = new { task = lease.Task, token = lease.Token, key = idempotencyKey };
        var answer = (await SendAsync(Submit, variables, cancellationToken)).GetProperty("submitJudgement");
        if (answer.GetProperty("judgement") is { ValueKind: JsonValueKind.Object } judgement)
        {
            log.Acknowledge(idempotencyKey, judgement.GetProperty("id").GetString()!);
            return true;
        }
        var error = answer.GetProperty("errors")[0].GetProperty("__typename").GetString();
        return error == "LeaseLostError" ? false : throw new InvalidOperationException($"{name} was told {error}.");
    }

    /// <summary>The same again until somebody answers: a server may be killed at any moment.</summary>
    private async Task<JsonElement> SendAsync(string document, object variables, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await new ApiClient(address(), key).SendAsync(document, variables, cancellationToken);
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException or JsonException)
            {
                await Task.Delay(100, cancellationToken);
            }
        }
    }

    private sealed record HeldLease(string Task, int Token, DateTimeOffset ExpiresAt);
}
