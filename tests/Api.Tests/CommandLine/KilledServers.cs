namespace ActiveLabel.Api.Tests.CommandLine;

/// <summary>Servers over one database that are killed now and then, and started again.</summary>
internal sealed class KilledServers : IAsyncDisposable
{
    private readonly string[] _arguments;
    private readonly Uri[] _addresses;
    private readonly ApiProgram[] _programs;

    private KilledServers(int count, string[] arguments)
        => (_arguments, _addresses, _programs) = (arguments, new Uri[count], new ApiProgram[count]);

    /// <summary>With a key that outlives the servers.</summary>
    public required ApiClient Administrator { get; init; }

    public int Kills { get; private set; }

    public static async Task<KilledServers> StartAsync(int count, params string[] arguments)
    {
        // No child process for inference: nothing is trained, and each start is quicker.
        string[] all = ["serve", "--url", "http://127.0.0.1:0", "--inference-url", "http://127.0.0.1:9", .. arguments];
        var first = ApiProgram.Start([.. all, "--new-key"]);
        var (address, key) = await first.ReadAddressAsync();
        var servers = new KilledServers(count, all) { Administrator = new(address, key) };
        (servers._programs[0], servers._addresses[0]) = (first, address);
        for (var index = 1; index < count; index++)
            await servers.StartAsync(index);
        return servers;
    }

    /// <summary>Where a client finds its server now.</summary>
    public Uri AddressOf(int client) => _addresses[client % _addresses.Length];

    /// <summary>SIGKILL, and another one in its place.</summary>
    public async Task KillAsync(int index)
    {
        await _programs[index].KillAsync();
        _programs[index].Dispose();
        Kills++;
        await StartAsync(index);
    }

    /// <summary>Kills one or the other at random moments while something goes on.</summary>
    public async Task KillNowAndThenAsync(Task working, Random random, CancellationToken cancellationToken)
    {
        const int killsMax = 4;
        while (Kills < killsMax)
        {
            var pause = Task.Delay(random.Next(1_500, 5_000), cancellationToken);
            if (await Task.WhenAny(working, pause) == working)
                return;
            await KillAsync(random.Next(_programs.Length));
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var program in _programs)
            program?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task StartAsync(int index)
    {
        _programs[index] = ApiProgram.Start(_arguments);
        _addresses[index] = await _programs[index].ReadServerAsync();
    }
}
