namespace ActiveLabel.Domain.Misconduct;

/// <summary>Puts the counts behind a finding into a sentence that a manager can check.</summary>
internal static class MisconductExplanation
{
    public static string Of(MisconductKind kind, WorkerCase own, Collusion.Pair? pair)
        => kind switch
        {
            MisconductKind.ConstantAnswers => Constant(own),
            MisconductKind.PatternedAnswers => Patterned(own),
            MisconductKind.PreLabelCopying => PreLabel(own),
            MisconductKind.Collusion when pair is not null
                => $"{pair.SameAnswers} of {pair.CommonItems} answers to common items are those of the other worker, "
                + $"{pair.WrongTogether:0.0} of them probably wrong.",
            MisconductKind.Sleeper => Sleeper(own),
            MisconductKind.GoldMemorising => Gold(own),
            _ => Guessing(own),
        };

    private static string Constant(WorkerCase own)
    {
        var top = own.Answers.GroupBy(answer => answer.Label).Max(group => group.Count());
        return $"{top} of {own.Count} answers are the same.";
    }

    private static string Patterned(WorkerCase own)
    {
        var pairs = own.Answers.Zip(own.Answers.Skip(1), (first, second) => (first.Label, Next: second.Label)).ToList();
        var followed = pairs.GroupBy(pair => pair.Label)
            .Sum(group => group.GroupBy(pair => pair.Next).Max(next => next.Count()));
        return $"{followed} of {pairs.Count} answers are the ones that most often follow the answer before.";
    }

    private static string PreLabel(WorkerCase own)
    {
        var (shown, repeated, wrong, wrongRepeated) = (0, 0, 0.0, 0.0);
        for (var index = 0; index < own.Count; index++)
        {
            if (own.Answers[index].PreLabel is not { } preLabel)
                continue;
            shown++;
            var isRepeated = preLabel == own.Answers[index].Label;
            repeated += isRepeated ? 1 : 0;
            var wrongness = 1 - own.TruthOf(index)[preLabel];
            wrong += wrongness;
            wrongRepeated += isRepeated ? wrongness : 0;
        }
        return $"{repeated} of {shown} pre-labels were repeated; of {wrong:0.0} that were probably wrong, "
            + $"{wrongRepeated:0.0}.";
    }

    private static string Sleeper(WorkerCase own)
    {
        var half = own.Count / 2;
        return $"Right on {Share(own, index => index < half):0.0 %} of the first {half} answers and on "
            + $"{Share(own, index => index >= half):0.0 %} of the last {own.Count - half}.";
    }

    private static string Gold(WorkerCase own)
        => $"Right on {Share(own, index => own.IsGold[index]):0.0 %} of gold and on "
            + $"{Share(own, index => !own.IsGold[index]):0.0 %} of the other answers.";

    private static string Guessing(WorkerCase own)
    {
        var chance = 0.0;
        foreach (var label in own.Answers.GroupBy(answer => answer.Label))
            for (var index = 0; index < own.Count; index++)
                chance += own.TruthOf(index)[label.Key] * label.Count() / own.Count / own.Count;
        return $"Right on {Share(own, _ => true):0.0 %} of {own.Count} answers; the same answers in any other order "
            + $"would be right on {chance:0.0 %}.";
    }

    /// <returns>Expected share of right answers among those chosen, by what the others say.</returns>
    private static double Share(WorkerCase own, Predicate<int> isChosen)
    {
        var (right, chosen) = (0.0, 0);
        for (var index = 0; index < own.Count; index++)
            if (isChosen(index))
            {
                chosen++;
                right += own.TruthOf(index)[own.Answers[index].Label];
            }
        return chosen == 0 ? 0 : right / chosen;
    }
}
