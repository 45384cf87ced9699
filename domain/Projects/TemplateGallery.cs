using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Workflows;

namespace ActiveLabel.Domain.Projects;

/// <summary>Projects to start from, by use case.</summary>
public static class TemplateGallery
{
    private static readonly ProjectSettings Usual = new(new RandomShares(), JudgementsMin: 1, JudgementsMax: 3);
    private static readonly ProjectSettings Careful
        = new(new RandomShares(), JudgementsMin: 2, JudgementsMax: 5, ControlJudgements: 5);

    /// <summary>In the order in which they are shown.</summary>
    public static IReadOnlyList<ProjectTemplate> All { get; } =
    [
        Of("support-tickets", "Support tickets", "Routing of customer mail",
            "Sorts what customers write by the team that answers it.",
            "Choose the team that has to act first. Where two topics come up, take the one the customer asks about.",
            [Ask("topic", "What is the message about?", "billing", "technical", "account", "other")],
            [new("I was charged twice this month.", "topic", "billing", "A charge is named.")],
            WorkflowGallery.Consensus, Usual),
        Of("sentiment", "Sentiment", "Opinion in reviews and posts",
            "Whether a text speaks well of its subject.",
            "Judge what the author thinks of the subject, not whether you agree.",
            [Ask("sentiment", "What does the author think of it?", "positive", "neutral", "negative")],
            [new("Arrived late, but I love it.", "sentiment", "positive", "The verdict on the subject counts.")],
            WorkflowGallery.Consensus, Usual),
        Of("content-moderation", "Content moderation", "Trust and safety",
            "Finds what breaks the rules; overlooking it is dear, so doubtful items are reviewed more often.",
            "Judge by the rules alone. Quoting something in order to object to it does not break them.",
            [
                Ask("verdict", "Does it break the rules?", "allowed", "breaks_rules"),
                Ask("rule", "Which rule?", "harassment", "violence", "spam", "other")
                    with { When = new("verdict", ["breaks_rules"]) },
            ],
            [new("Buy followers now, cheap!!!", "rule", "spam")],
            WorkflowGallery.ByRisk(new ChoiceCost("breaks_rules", 10), new ChoiceCost("allowed", 1)), Careful),
        Of("entity-resolution", "Entity resolution", "Record linkage",
            "Whether two records are about the same thing.",
            "Small differences of spelling do not matter. Different numbers of a house, a model or a birth date do.",
            [
                Ask("match", "Are the two records about the same thing?", "match", "no_match", "unsure"),
                Ask("evidence", "What speaks for it most?", "name", "address", "identifier", "other")
                    with { When = new("match", ["match"]) },
            ],
            [new("J. Smith, 12 Elm St | John Smith, 12 Elm Street", "match", "match")],
            WorkflowGallery.Adjudicated, Careful),
        Of("product-categories", "Product categories", "Catalogues and shops",
            "Puts products into a catalogue; the model ends what it is sure of.",
            "Choose by what the product is used for, not by its material.",
            [Ask("category", "Which category?", "clothing", "electronics", "home", "food", "other")],
            [new("Cotton tea towel, 3 pieces", "category", "home")],
            WorkflowGallery.ModelFirst, Usual),
        Of("intent", "Intent of utterances", "Assistants and chat",
            "What a user wants an assistant to do.",
            "Take the intent of the last sentence where there are several.",
            [Ask("intent", "What does the user want?", "ask", "order", "cancel", "complain", "chat")],
            [new("Never mind, forget the pizza.", "intent", "cancel")],
            WorkflowGallery.Consensus, Usual),
        Of("toxicity", "Toxicity", "Comments under articles",
            "Whether a comment would make people leave the discussion.",
            "Judge the tone, not the opinion. Irony counts as what it means.",
            [
                Ask("toxic", "Would it make people leave?", "no", "yes"),
                Ask("target", "Whom does it attack?", "person", "group", "nobody")
                    with { When = new("toxic", ["yes"]) },
            ],
            [new("You people never read past the headline.", "toxic", "yes")],
            WorkflowGallery.ByRisk(new ChoiceCost("yes", 3), new ChoiceCost("no", 1)), Careful),
        Of("clinical-notes", "Clinical notes", "Medicine and research",
            "Whether a note reports a finding; every label is reviewed.",
            "Report what the note says, not what you suspect. A denied finding is absent.",
            [Ask("finding", "Does the note report the finding?", "present", "absent", "uncertain")],
            [new("No sign of fracture.", "finding", "absent", "The note denies it.")],
            WorkflowGallery.Reviewed, Careful),
        Of("search-relevance", "Search relevance", "Search and recommendation",
            "How well a result answers a query.",
            "Imagine that you had typed the query. Judge what the result says, not where it comes from.",
            [Ask("relevance", "How well does the result answer the query?", "exact", "good", "poor", "off_topic")],
            [new("query: reset router | result: How to restart your router", "relevance", "good")],
            WorkflowGallery.Adjudicated, Careful),
        Of("document-types", "Document types", "Offices and archives",
            "What kind of document a page begins; the model ends what it is sure of.",
            "Judge by the first page. A letter that only accompanies another document is a letter.",
            [Ask("type", "What kind of document is it?", "invoice", "contract", "letter", "form", "other")],
            [new("Dear Ms Brown, please find enclosed our invoice ...", "type", "letter")],
            WorkflowGallery.ModelFirst, Usual),
    ];

    public static ProjectTemplate? Find(string key) => All.FirstOrDefault(template => template.Key == key);

    private static ProjectTemplate Of(
        string key,
        string title,
        string useCase,
        string description,
        string instructions,
        IReadOnlyList<Question> questions,
        IReadOnlyList<InstructionExample> examples,
        Workflow workflow,
        ProjectSettings settings)
        => new(key, title, useCase, description, new(1, instructions, questions), examples, workflow, settings);

    private static Question Ask(string key, string prompt, params string[] choices)
        => new(key, prompt, AnnotationType.SingleChoice, [.. choices.Select(
            choice => new Choice(choice, char.ToUpperInvariant(choice[0]) + choice[1..].Replace('_', ' ')))]);
}
