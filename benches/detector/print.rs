//! The figures as aligned text.

use crate::{report::Report, score::Figures, tune::Fitted, weights::Weights};

/// Figures of learnt models, as they were told for all 2,705 calls of validation and test half: not measured here.
const QUOTED: &str = "\
quoted, not measured here (validation and test half, 2,705 calls; F1 in time: the last two utterances hidden)
  logistic regression, 11 counters     P 0.60  R 0.56  F1 0.58  F1 in time 0.53
  logistic regression, bag of intents  P 0.64  R 0.80  F1 0.71  F1 in time 0.59";

/// Prints everything that was measured on a part.
pub fn report(report: &Report) {
    println!("{}: {} calls, {} of them in trouble", report.part, report.calls, report.in_trouble);
    println!("in time: the last two utterances hidden; left: utterances left after the turn, of the hits, quartiles\n");
    head("rule");
    report.baselines.iter().for_each(row);
    println!();
    report.engine.iter().for_each(row);
    if !report.former.is_empty() {
        println!();
        report.former.iter().for_each(row);
    }
    println!("\n{QUOTED}\n");
    head("offered at, as it runs");
    report.curve.iter().for_each(row);
    if !report.former_curve.is_empty() {
        println!();
        head("offered at, with the former weights");
        report.former_curve.iter().for_each(row);
        println!("\nformer: {}", weights(&Weights::former()));
    }
    println!("the engine: {}\n", weights(&Weights::of_the_engine()));
    if !report.search.is_empty() {
        search(&report.search);
    }
}

fn head(first: &str) {
    println!(
        "{first:<40} {:>6} {:>6} {:>6} {:>6} {:>6} {:>7} {:>9} {:>6} {:>6} {:>6} {:>6}",
        "fires", "P", "R", "F1", "false+", "P at .1", "left", ">= 2", "P in", "R time", "F1"
    );
}

fn row(figures: &Figures) {
    let Figures { rule, fires, precision, recall, f1, false_positives, precision_at_10_percent, .. } = figures;
    let [low, median, high] = figures.utterances_left;
    let left = format!("{low}/{median}/{high}");
    let Figures { two_or_more_left, early_precision, early_recall, early_f1, .. } = figures;
    println!(
        "{rule:<40} {fires:>6.3} {precision:>6.3} {recall:>6.3} {f1:>6.3} {false_positives:>6.3} \
         {precision_at_10_percent:>7.3} {left:>9} {two_or_more_left:>6.2} {early_precision:>6.3} {early_recall:>6.3} \
         {early_f1:>6.3}"
    );
}

fn search(families: &[Fitted]) {
    println!("what would be gained: weights fitted on four fifths, measured on the fifth that they have not seen");
    println!(
        "{:<46} {:>11} {:>7} {:>6} {:>6}  {:<29}  fitted on all of it",
        "turned", "F1 in time", "seen", "F1", "false+", "F1 in time, fold by fold"
    );
    for fitted in families {
        let Fitted { family, early_f1, unseen_early_f1, unseen_f1, unseen_false_positives, .. } = fitted;
        let folds: Vec<String> = fitted.folds.iter().map(|f1| format!("{f1:.3}")).collect();
        println!(
            "{family:<46} {unseen_early_f1:>11.3} {early_f1:>7.3} {unseen_f1:>6.3} {unseen_false_positives:>6.3}  \
             {}  {}",
            folds.join(" "),
            weights(&fitted.weights)
        );
    }
}

fn weights(weights: &Weights) -> String {
    let Weights { lost, questions, long_way, failed, refused, .. } = weights;
    let Weights { missing, countered, not_understood, third_hearing, .. } = weights;
    format!(
        "lost {lost:?}, long way {long_way} after {questions}, failed {failed}, refused {refused:?}, \
         nothing found {missing:?}, another time {countered}, not understood {not_understood}, \
         third hearing {third_hearing}"
    )
}
