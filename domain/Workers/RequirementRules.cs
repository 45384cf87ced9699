namespace ActiveLabel.Domain.Workers;

/// <summary>Every one of the parts.</summary>
public sealed record AllOf(IReadOnlyList<WorkerRequirement> Of) : WorkerRequirement
{
    protected override IReadOnlyList<WorkerRequirement> Inner => Of;

    public override string Describe()
        => Of.Count == 0 ? "nothing" : string.Join(" and ", Of.Select(rule => rule.Describe()));

    public override IReadOnlyList<UnmetRule> Evaluate(WorkerProfile profile)
        => [.. Of.SelectMany(rule => rule.Evaluate(profile))];

    // A list of one is its element, and lists in lists are one list: what means the same is written the same.
    protected override WorkerRequirement Normalize()
        => Sort([.. Of.SelectMany(rule => rule is AllOf { Of: var inner } ? inner : [rule])]) switch
        {
            [var only] => only,
            var parts => new AllOf(parts),
        };
}

/// <summary>At least one of the parts.</summary>
public sealed record AnyOf(IReadOnlyList<WorkerRequirement> Of) : WorkerRequirement
{
    protected override IReadOnlyList<WorkerRequirement> Inner => Of;
    protected override string? Problem => Of.Count == 0 ? "'any' needs at least one rule." : null;

    public override string Describe() => "(" + string.Join(" or ", Of.Select(rule => rule.Describe())) + ")";

    public override IReadOnlyList<UnmetRule> Evaluate(WorkerProfile profile)
    {
        var unmet = Of.Select(rule => rule.Evaluate(profile)).ToList();
        if (unmet.Any(rules => rules.Count == 0))
            return [];
        var first = unmet[0][0];
        return unmet.Count == 1
            ? unmet[0]
            : [first with
            {
                Explanation = "meets none of: " + string.Join("; ", unmet.SelectMany(rules => rules)
                    .Select(rule => rule.Explanation)),
            }];
    }

    protected override WorkerRequirement Normalize() => Sort(Of) is [var only] ? only : new AnyOf(Sort(Of));
}

/// <summary>The part must not hold.</summary>
public sealed record NoneOf(WorkerRequirement Of) : WorkerRequirement
{
    protected override IReadOnlyList<WorkerRequirement> Inner => [Of];

    public override string Describe() => $"not {Of.Describe()}";

    public override IReadOnlyList<UnmetRule> Evaluate(WorkerProfile profile)
        => Of.Evaluate(profile).Count > 0
            ? []
            : [new(Shortfall.Excluded, null, "", $"is kept out by having {Of.Describe()}")];

    protected override WorkerRequirement Normalize()
        => new NoneOf(Sort([Of])[0]);
}

/// <param name="LevelMin">1 to 10.</param>
public sealed record HasSkill(string Skill, int LevelMin = 1) : WorkerRequirement
{
    protected override string? Problem => KeyProblem(Skill, "skill")
        ?? (LevelMin is < 1 or > WorkerCredential.SkillLevelMax
            ? $"The level of skill '{Skill}' lies between 1 and {WorkerCredential.SkillLevelMax}."
            : null);

    public override string Describe() => $"skill {Skill} at level {LevelMin}";

    public override IReadOnlyList<UnmetRule> Evaluate(WorkerProfile profile)
        => Want(profile, CredentialType.Skill, Skill, LevelMin);
}

/// <param name="Language">As in BCP 47, such as de or pt-BR.</param>
public sealed record SpeaksLanguage(string Language, LanguageLevel LevelMin = LanguageLevel.B2) : WorkerRequirement
{
    protected override string? Problem => KeyProblem(Language, "language")
        ?? (Enum.IsDefined(LevelMin) ? null : "A language level is one of A1, A2, B1, B2, C1, C2 and NATIVE.");

    public override string Describe() => $"language {Language} at level {LevelMin}";

    public override IReadOnlyList<UnmetRule> Evaluate(WorkerProfile profile)
        => Want(profile, CredentialType.Language, Language, (int)LevelMin);
}

public sealed record HasQualification(string Qualification) : WorkerRequirement
{
    protected override string? Problem => KeyProblem(Qualification, "qualification");

    public override string Describe() => $"qualification {Qualification}";

    public override IReadOnlyList<UnmetRule> Evaluate(WorkerProfile profile)
        => Want(profile, CredentialType.Qualification, Qualification);
}

/// <param name="Scope">What the clearance must cover; a clearance without a scope covers everything.</param>
public sealed record HasClearance(string Clearance, string Scope = "") : WorkerRequirement
{
    protected override string? Problem => KeyProblem(Clearance, "clearance")
        ?? (Scope.Length > WorkerCredential.ScopeLengthMax
            ? $"A scope has at most {WorkerCredential.ScopeLengthMax} characters."
            : null);

    public override string Describe()
        => Scope.Length == 0 ? $"clearance {Clearance}" : $"clearance {Clearance} for {Scope}";

    public override IReadOnlyList<UnmetRule> Evaluate(WorkerProfile profile)
        => Want(profile, CredentialType.Clearance, Clearance, scope: Scope);
}

public sealed record HasBadge(string Badge) : WorkerRequirement
{
    protected override string? Problem => KeyProblem(Badge, "badge");

    public override string Describe() => $"badge {Badge}";

    public override IReadOnlyList<UnmetRule> Evaluate(WorkerProfile profile)
        => Want(profile, CredentialType.Badge, Badge);
}

/// <param name="Crowd">The key of the only crowd; null for every crowd of the kind.</param>
/// <param name="Kind">Null for every kind.</param>
public sealed record IsInCrowd(CrowdKind? Kind = null, string? Crowd = null) : WorkerRequirement
{
    protected override string? Problem => Kind is null && Crowd is null
        ? "Name the kind of the crowd, or the crowd."
        : Crowd is null ? null : KeyProblem(Crowd, "crowd");

    public override string Describe() => Crowd is null
        ? $"a {Kind?.ToString().ToLowerInvariant()} crowd"
        : $"crowd {Crowd}";

    public override IReadOnlyList<UnmetRule> Evaluate(WorkerProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var fits = (Kind is null || profile.CrowdKind == Kind) && (Crowd is null || profile.Crowd == Crowd);
        return fits
            ? []
            : [new(Shortfall.WrongCrowd, null, Crowd ?? "", $"belongs to crowd {profile.Crowd}, not to {Describe()}")];
    }
}

public sealed record IsInTeam(string Team) : WorkerRequirement
{
    protected override string? Problem => KeyProblem(Team, "team");

    public override string Describe() => $"team {Team}";

    public override IReadOnlyList<UnmetRule> Evaluate(WorkerProfile profile)
        => Want(profile, CredentialType.Team, Team);
}

public sealed record IsInZone(string Zone) : WorkerRequirement
{
    protected override string? Problem => KeyProblem(Zone, "zone");

    public override string Describe() => $"access zone {Zone}";

    public override IReadOnlyList<UnmetRule> Evaluate(WorkerProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return profile.IsIn(Zone)
            ? []
            : [new(Shortfall.OutsideZone, CredentialType.Site, Zone, $"is outside of access zone {Zone}")];
    }
}

/// <summary>
/// The worker has no interest in the item: none of his conflicts names its value of the attribute. It depends on the
/// item, so that a profile alone always meets it; the claim looks at each item.
/// </summary>
public sealed record NotInConflict(string Attribute) : WorkerRequirement
{
    protected override string? Problem => KeyProblem(Attribute, "conflict attribute");

    public override string Describe() => $"no conflict of interest by {Attribute}";

    public override IReadOnlyList<UnmetRule> Evaluate(WorkerProfile profile) => [];
}
