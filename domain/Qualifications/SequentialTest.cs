namespace ActiveLabel.Domain.Qualifications;

/// <summary>What a test knows of somebody after some answers.</summary>
public enum TestDecision
{
    /// <summary>Another answer is needed.</summary>
    GoOn = 0,

    /// <summary>Good enough.</summary>
    Pass = 1,

    /// <summary>Not good enough.</summary>
    Fail = 2,
}

/// <summary>
/// Tells who answers rightly often enough in as few questions as it takes: Wald's sequential probability ratio test of
/// a worker's accuracy, cut off after a number of questions. Who is clearly good or clearly bad is known after a few;
/// a test of fixed length asks everybody as much as the doubtful ones.
/// </summary>
/// <param name="FailAccuracy">p0: somebody who is right this often should fail; above 0.</param>
/// <param name="PassAccuracy">p1: somebody who is right this often should pass; above p0, below 1.</param>
/// <param name="FalsePassRate">α: how often somebody at p0 may pass all the same; above 0, below 0.5.</param>
/// <param name="FalseFailRate">β: how often somebody at p1 may fail all the same; above 0, below 0.5.</param>
/// <param name="QuestionsMax">N: the test decides after so many at the latest, 1 to 500.</param>
/// <remarks>
/// Wald, "Sequential Tests of Statistical Hypotheses", 1945. After r right and w wrong answers the log likelihood ratio
/// is Λ = r ln(p1/p0) + w ln((1-p1)/(1-p0)); pass at Λ ≥ ln((1-β)/α), fail at Λ ≤ ln(β/(1-α)), else go on. At N
/// questions the sign of Λ decides. The probabilities of passing and the expected lengths are computed over all paths,
/// not from Wald's approximations, so that cutting off is accounted for.
/// </remarks>
public sealed record SequentialTest(
    double FailAccuracy = 0.6,
    double PassAccuracy = 0.85,
    double FalsePassRate = 0.05,
    double FalseFailRate = 0.1,
    int QuestionsMax = 60)
{
    public const int QuestionsLimit = 500;

    /// <summary>Cutting off may cost so much of the promised error rates, as a factor, and no more.</summary>
    private const double Tolerance = 1.25;

    /// <returns>What is wrong with the test and what to do, or null.</returns>
    public string? Validate()
    {
        if (!(FailAccuracy > 0 && FailAccuracy < PassAccuracy && PassAccuracy < 1))
            return "failAccuracy must lie above 0 and below passAccuracy, and passAccuracy below 1.";
        if (FalsePassRate is not (> 0 and < 0.5) || FalseFailRate is not (> 0 and < 0.5))
            return "falsePassRate and falseFailRate must lie between 0 and 0.5.";
        if (QuestionsMax is < 1 or > QuestionsLimit)
            return $"questionsMax must lie between 1 and {QuestionsLimit}.";
        var falsePass = Expect(FailAccuracy).PassProbability;
        var falseFail = 1 - Expect(PassAccuracy).PassProbability;
        return falsePass > Tolerance * FalsePassRate || falseFail > Tolerance * FalseFailRate
            ? $"With at most {QuestionsMax} questions, {falsePass:P1} of those who should fail pass and {falseFail:P1} "
                + "of those who should pass fail; allow more questions, or larger error rates."
            : null;
    }

    /// <param name="right">Right answers so far.</param>
    /// <param name="wrong">Wrong answers so far.</param>
    public TestDecision Decide(int right, int wrong)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        ArgumentOutOfRangeException.ThrowIfNegative(wrong);
        var evidence = (right * Math.Log(PassAccuracy / FailAccuracy))
            + (wrong * Math.Log((1 - PassAccuracy) / (1 - FailAccuracy)));
        if (evidence >= Math.Log((1 - FalseFailRate) / FalsePassRate))
            return TestDecision.Pass;
        if (evidence <= Math.Log(FalseFailRate / (1 - FalsePassRate)))
            return TestDecision.Fail;
        if (right + wrong < QuestionsMax)
            return TestDecision.GoOn;
        return evidence > 0 ? TestDecision.Pass : TestDecision.Fail;
    }

    /// <param name="accuracy">How often somebody is right, 0 to 1.</param>
    /// <returns>The probability that he passes, and how many questions it takes on average.</returns>
    public (double PassProbability, double ExpectedQuestions) Expect(double accuracy)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(accuracy);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(accuracy, 1);
        // At [r]: the probability of r right answers so far with no decision yet.
        var open = new double[QuestionsMax + 1];
        open[0] = 1;
        var (pass, questions) = (0.0, 0.0);
        for (var asked = 1; asked <= QuestionsMax; asked++)
        {
            questions += open.Sum();
            var next = new double[QuestionsMax + 1];
            for (var right = 0; right <= asked; right++)
            {
                var probability = (open[right] * (1 - accuracy)) + (right == 0 ? 0 : open[right - 1] * accuracy);
                var decision = probability == 0 ? TestDecision.Fail : Decide(right, asked - right);
                if (decision == TestDecision.GoOn)
                    next[right] = probability;
                else if (decision == TestDecision.Pass)
                    pass += probability;
            }
            open = next;
        }
        return (pass, questions);
    }
}
