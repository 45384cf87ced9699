using ActiveLabel.Api.Demo;
using Xunit;

namespace ActiveLabel.Api.Tests.Demo;

public sealed class TicketGeneratorTests
{
    private static readonly IReadOnlyList<Ticket> Tickets = TicketGenerator.Generate(count: 2_000, seed: 1);

    [Fact]
    public void The_same_seed_draws_the_same_tickets()
        => Assert.Equal(Tickets, TicketGenerator.Generate(count: 2_000, seed: 1));

    [Fact]
    public void Another_seed_draws_others()
        => Assert.NotEqual(Tickets[0].Text, TicketGenerator.Generate(count: 1, seed: 2)[0].Text);

    [Fact]
    public void Hardly_two_tickets_are_alike()
        => Assert.InRange(Tickets.Select(ticket => ticket.Text).Distinct().Count() / 2_000.0, 0.95, 1);

    [Fact]
    public void Every_intent_is_there_and_none_dominates()
        => Assert.All(
            TicketGenerator.Labels,
            label => Assert.InRange(Tickets.Count(ticket => ticket.Intent == label) / 2_000.0, 0.08, 0.18));

    [Fact]
    public void The_best_three_keywords_of_each_intent_do_not_solve_it()
    {
        // Keywords are chosen on the very tickets they are measured on: the best that could be hoped for.
        var words = Tickets.SelectMany(ticket => WordsOf(ticket).Select(word => (word, ticket.Intent)))
            .GroupBy(pair => pair.word).Where(group => group.Count() >= 10)
            .ToDictionary(group => group.Key, group => group.CountBy(pair => pair.Intent).ToDictionary());
        var keywords = TicketGenerator.Labels.ToDictionary(label => label, label => words
            .OrderByDescending(word => F1(word.Value, label)).Take(3).Select(word => word.Key).ToHashSet());

        var right = Tickets.Count(ticket => TicketGenerator.Labels
            .MaxBy(label => WordsOf(ticket).Count(keywords[label].Contains)) == ticket.Intent);

        Assert.InRange(right / 2_000.0, 0.2, 0.75);
    }

    private static double F1(Dictionary<string, int> counts, string label)
    {
        var hits = counts.GetValueOrDefault(label);
        return 2.0 * hits / (counts.Values.Sum() + Tickets.Count(ticket => ticket.Intent == label));
    }

    private static HashSet<string> WordsOf(Ticket ticket)
        => [.. ticket.Text.ToLowerInvariant().Split([' ', '.', ','], StringSplitOptions.RemoveEmptyEntries)];
}
