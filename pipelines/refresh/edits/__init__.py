"""The steps of a run that plan edits: what claims should say, what people and policy let be."""
