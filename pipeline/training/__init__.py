"""The recipe of `models/vn_ner`: weak labels from the rules over any articles, and sentences made up."""
