"""The draw of a task: announced, drawn, recorded, published, audited, and what happens to it afterwards."""
