using System.Net;
using ActiveLabel.Domain.Workers;
using Xunit;

namespace ActiveLabel.Domain.Tests.Workers;

public sealed class WorkerRequirementTests
{
    private static readonly DateTimeOffset Now = new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Everybody_meets_no_requirement_at_all()
    {
        Assert.True(WorkerRequirement.Everybody.IsForEverybody);
        Assert.Empty(WorkerRequirement.Everybody.Evaluate(Profile()));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void A_skill_is_met_up_to_the_level_that_is_held(int wanted, bool isMet)
    {
        var unmet = new HasSkill("radiology", wanted).Evaluate(
            Profile(Of(CredentialType.Skill, "radiology", level: 3)));

        Assert.Equal(isMet, unmet.Count == 0);
        if (!isMet)
            Assert.Equal("lacks skill radiology at level 4, has level 3", Assert.Single(unmet).Explanation);
    }

    [Fact]
    public void A_language_is_told_by_the_name_of_its_level()
    {
        var unmet = Assert.Single(new SpeaksLanguage("de", LanguageLevel.C1).Evaluate(
            Profile(Of(CredentialType.Language, "de", level: (int)LanguageLevel.B2))));

        Assert.Equal("LANGUAGE_LEVEL_TOO_LOW", unmet.Code);
        Assert.Equal("lacks language de at level C1, has level B2", unmet.Explanation);
    }

    [Fact]
    public void An_expired_clearance_says_since_when()
    {
        var expiry = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

        var unmet = Assert.Single(new HasClearance("phi-2").Evaluate(
            Profile(Of(CredentialType.Clearance, "phi-2", expiresAt: expiry))));

        Assert.Equal("CLEARANCE_EXPIRED", unmet.Code);
        Assert.Equal("lacks clearance phi-2, expired 2026-03-01", unmet.Explanation);
        Assert.Equal(expiry, unmet.Since);
    }

    [Fact]
    public void A_clearance_ends_at_its_expiry_to_the_tick()
    {
        var requirement = new HasClearance("phi-2");
        var held = Of(CredentialType.Clearance, "phi-2", expiresAt: Now);

        Assert.Empty(requirement.Evaluate(Profile(held) with { Now = Now.AddTicks(-1) }));
        Assert.Single(requirement.Evaluate(Profile(held)));
    }

    [Fact]
    public void A_revoked_clearance_is_told_as_revoked()
    {
        var held = Of(CredentialType.Clearance, "phi-2");
        held.Revoke(Now.AddDays(-2));

        Assert.Equal("CLEARANCE_REVOKED", Assert.Single(new HasClearance("phi-2").Evaluate(Profile(held))).Code);
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "north", true)]
    [InlineData("north", "north", true)]
    [InlineData("north", "south", false)]
    [InlineData("north", "", false)]
    public void A_clearance_covers_its_scope_and_no_more(string held, string wanted, bool isMet)
    {
        var unmet = new HasClearance("phi-2", wanted).Evaluate(
            Profile(Of(CredentialType.Clearance, "phi-2", scope: held)));

        Assert.Equal(isMet, unmet.Count == 0);
        Assert.All(unmet, rule => Assert.Equal(Shortfall.WrongScope, rule.Shortfall));
    }

    [Fact]
    public void Any_is_met_by_one_and_explains_all_where_by_none()
    {
        var requirement = new AnyOf([new HasSkill("law"), new HasQualification("intro")]);

        Assert.Empty(requirement.Evaluate(Profile(Of(CredentialType.Qualification, "intro"))));
        Assert.Equal(
            "meets none of: lacks skill law at level 1; lacks qualification intro",
            Assert.Single(requirement.Evaluate(Profile())).Explanation);
    }

    [Fact]
    public void All_names_each_rule_that_is_missing()
    {
        var requirement = new AllOf([new HasSkill("law"), new HasBadge("nda"), new IsInTeam("blue")]);

        Assert.Equal(
            ["SKILL_MISSING", "TEAM_MISSING"],
            requirement.Evaluate(Profile(Of(CredentialType.Badge, "nda"))).Select(rule => rule.Code));
    }

    [Fact]
    public void Not_keeps_out_who_has_it()
    {
        var requirement = new NoneOf(new IsInCrowd(CrowdKind.Public));

        Assert.Empty(requirement.Evaluate(Profile()));
        Assert.Equal("EXCLUDED", Assert.Single(
            requirement.Evaluate(Profile() with { CrowdKind = CrowdKind.Public })).Code);
    }

    [Theory]
    [InlineData("10.20.3.4", true)]
    [InlineData("::ffff:10.20.3.4", true)]
    [InlineData("10.21.3.4", false)]
    [InlineData("2001:db8::17", true)]
    [InlineData("2001:db9::17", false)]
    [InlineData(null, false)]
    public void A_zone_admits_the_addresses_of_its_networks(string? address, bool isMet)
    {
        var from = address is null ? null : IPAddress.Parse(address);
        var profile = Profile() with { Address = from, Zones = [Clinic()] };

        Assert.Equal(isMet, new IsInZone("clinic").Evaluate(profile).Count == 0);
    }

    [Fact]
    public void A_zone_admits_whose_site_was_attested_until_that_expires()
    {
        var requirement = new IsInZone("clinic");
        var attested = Of(CredentialType.Site, "clinic", expiresAt: Now.AddDays(1));
        var profile = Profile(attested) with { Zones = [Clinic()] };

        Assert.Empty(requirement.Evaluate(profile));
        Assert.Equal("OUTSIDE_ZONE", Assert.Single(requirement.Evaluate(profile with { Now = Now.AddDays(2) })).Code);
    }

    [Fact]
    public void What_means_the_same_is_written_the_same()
    {
        var one = new AllOf([new HasSkill("law"), new AllOf([new HasBadge("nda"), new HasSkill("law")])]);
        var other = new AllOf([new AllOf([new HasBadge("nda")]), new HasSkill("law")]);

        Assert.Equal(one.ToJson(), other.ToJson());
        Assert.NotEqual(one.ToJson(), new AllOf([new HasSkill("law", 2), new HasBadge("nda")]).ToJson());
        Assert.Equal(new HasSkill("law").ToJson(), new AllOf([new AnyOf([new HasSkill("law")])]).ToJson());
    }

    [Fact]
    public void A_requirement_survives_its_text()
    {
        WorkerRequirement requirement = new AllOf(
        [
            new AnyOf([new HasSkill("law", 2), new SpeaksLanguage("pt-BR")]), new NoneOf(new IsInTeam("red")),
            new HasQualification("q"), new HasClearance("phi", "north"), new HasBadge("nda"),
            new IsInCrowd(CrowdKind.Vendor, "acme"), new IsInZone("clinic"), new NotInConflict("author"),
        ]);

        Assert.Equal(requirement.ToJson(), WorkerRequirement.Parse(requirement.ToJson()).ToJson());
        Assert.Equal(["author"], requirement.ConflictAttributes);
    }

    [Fact]
    public void What_makes_no_sense_is_refused_with_a_reason()
    {
        Assert.Contains("'any' needs", new AnyOf([]).Validate(), StringComparison.Ordinal);
        Assert.Contains("level of skill", new HasSkill("law", 11).Validate(), StringComparison.Ordinal);
        Assert.Contains("key of a badge", new HasBadge(" ").Validate(), StringComparison.Ordinal);
        Assert.Contains("kind of the crowd", new IsInCrowd().Validate(), StringComparison.Ordinal);
        Assert.Contains("notInConflict", new NoneOf(new NotInConflict("author")).Validate(), StringComparison.Ordinal);
        Assert.Contains("nested", Nest(6).Validate(), StringComparison.Ordinal);
        Assert.Contains(
            "at most 50", new AllOf([.. Enumerable.Range(0, 60).Select(i => new HasSkill($"s{i}"))]).Validate(),
            StringComparison.Ordinal);
        Assert.Null(new AllOf([new NotInConflict("author"), new HasSkill("law")]).Validate());
    }

    private static WorkerRequirement Nest(int depth)
        => depth == 1 ? new HasSkill("law") : new NoneOf(Nest(depth - 1));

    private static AccessZone Clinic() => new()
    {
        OrganizationId = new(1),
        Key = "clinic",
        Title = "Clinic",
        Networks = ["10.20.0.0/16", "2001:db8::/32"],
        CreatedAt = Now,
    };

    private static WorkerProfile Profile(params WorkerCredential[] credentials)
        => new("private", CrowdKind.Private, credentials, [], Address: null, Now);

    private static WorkerCredential Of(
        CredentialType type, string key, int level = 0, string scope = "", DateTimeOffset? expiresAt = null) => new()
        {
            OrganizationId = new(1),
            WorkerId = new(1),
            Type = type,
            Key = key,
            Level = level,
            Scope = scope,
            Grantor = "member:1",
            GrantedAt = Now.AddYears(-1),
            ExpiresAt = expiresAt,
        };
}
