// What a file claims to be, and what of that does not hold: a line of JSON a file.
// Rhino runs it, which veraPDF brings along, so that no compiler of Java is needed.
var Foundries = Packages.org.verapdf.pdfa.Foundries;
Packages.org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider.initialise();

function judged(file) {
    var parser = Foundries.defaultInstance().createParser(new java.io.FileInputStream(file));
    var flavour = parser.getFlavour();
    var found = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
    var faults = found.getTestAssertions().toArray().map(function (one) {
        return one.getRuleId().getClause() + ": " + one.getMessage();
    });
    parser.close();
    return { flavour: String(flavour.getId()), faults: faults };
}

Array.prototype.forEach.call(arguments, function (file) {
    print(JSON.stringify(judged(file)));
});
