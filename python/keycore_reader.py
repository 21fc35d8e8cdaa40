"""Reads Keycore projects (`.keycore` files) into NumPy. One file, needs Python 3.9 or newer and NumPy only.

    from keycore_reader import Project

    with Project('2dipl-qlm.keycore') as project:
        sample = project.sample(1)
        psi = sample.field('vibrability')    # (N,) in σ²/ε
        u = sample.displacement(0)           # (N, 2), lowest mode
        print(sample.numbers['lowestOmega'], psi.max())

The file is opened read-only and never written. All quantities are in reduced units (length σ, energy ε, mass m), all arrays
in the order of ascending particle id. A sample is named by its number, which stays the same when others are deleted.

Every row of a project carries a CRC-32 of its contents; it is compared whenever a row is read, and `Damaged` names a row
that does not match. `Project.check()` compares all of them. The format is described in docs/project-file.md.

Run as a program it lists the samples of a file and checks it:

    python3 keycore_reader.py glass.keycore
"""

from __future__ import annotations

import json
import math
import os
import sqlite3
import struct
import sys
import zlib
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

__all__ = ['Box', 'Damaged', 'Missing', 'NotAProject', 'Project', 'ProjectError', 'Report', 'Sample']

APPLICATION_ID = 0x4B657943
"""`application_id` of every project: "KeyC" in ASCII."""

NEWEST_VERSION = 10
"""Newest version of the schema that this reader knows."""

REPORTS_SINCE = 9
"""First version that keeps the reports of all analyses in one table."""

COUNTS_SINCE = 8
"""First version that counts the rows a sample may have or not."""

DELETIONS_SINCE = 10
"""First version in which samples can be deleted, and have names and traces of their preparation."""

OWN_VIEW = 'presentSample'
"""The view of a project, which this reader does not use."""

DTYPES = {'f64': np.dtype('<f8'), 'i32': np.dtype('<i4'), 'u8': np.dtype('u1')}


class ProjectError(ValueError):
    """What is wrong with a file, or with what was asked of it; begins with the path of the file."""


class NotAProject(ProjectError):
    """The file is no Keycore project, or one that this reader does not know how to read."""


class Damaged(ProjectError):
    """A row, or the file, does not hold what was stored."""


class Missing(ProjectError, LookupError):
    """The project has no such sample, field, report or array."""


class Box(NamedTuple):
    """Periodic cell with the vectors (lx, 0) and (xy, ly), in σ."""

    lx: float
    ly: float
    xy: float

    def separation(self, difference: np.ndarray) -> np.ndarray:
        """Nearest periodic image of differences of positions, shape (..., 2), for cells that are not strongly tilted."""
        moved = np.array(difference, dtype=float)
        rows = np.round(moved[..., 1] / self.ly)
        moved[..., 1] -= rows * self.ly
        moved[..., 0] -= rows * self.xy
        moved[..., 0] -= np.round(moved[..., 0] / self.lx) * self.lx
        return moved


class Report(NamedTuple):
    """A report of an analysis on a sample, as `keycore <analysis> --json` writes it, without what its arrays hold."""

    id: int
    analysis: str
    """'mechanics', 'strain', 'spectrum', 'pseudo-modes', 'd2min', ..."""
    version: str
    """Of the Keycore that made it."""
    storedAt: str
    """ISO 8601."""
    settings: dict
    report: dict
    scalars: dict
    """Numbers for looking up samples: {name: number or None, or a list of them with one for each mode}."""
    arrays: list
    """Names of its arrays; `Sample.report_array` reads one."""


class Project:
    """A project, opened for reading.

    path: the file.

    Raises FileNotFoundError and other OSErrors for a file that cannot be read, NotAProject for one that is no project or
    of a newer version, Damaged for one that SQLite cannot read.
    """

    def __init__(self, path: str | os.PathLike) -> None:
        self.path = os.fspath(path)
        self.version = _version_of(self.path)
        """Version of the schema."""
        if sqlite3.sqlite_version_info < (3, 37):
            raise ProjectError(f'{self.path}: reading it needs SQLite 3.37 or newer, this Python has {sqlite3.sqlite_version}')
        self._db = sqlite3.connect(f'{Path(self.path).resolve().as_uri()}?mode=ro', uri=True, isolation_level=None)
        try:
            # Nothing of a file from elsewhere is run.
            self._db.execute('PRAGMA trusted_schema = OFF')
            self._db.execute('PRAGMA cell_size_check = ON')
            self._db.row_factory = sqlite3.Row
            self._tables = {row['name'] for row in self._query("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for table, since in {'sample': 1, 'optionalRows': COUNTS_SINCE, 'report': REPORTS_SINCE, 'deletedSample': DELETIONS_SINCE}.items():
                if (table in self._tables) != (self.version >= since):
                    is_there = 'is missing' if self.version >= since else 'is there'
                    raise Damaged(f"{self.path}: the table '{table}' {is_there}, which does not fit version {self.version} of the schema")
            foreign = self._query("SELECT type, name FROM sqlite_master WHERE type NOT IN ('table', 'index')")
            foreign = [row for row in foreign if self.version < DELETIONS_SINCE or tuple(row) != ('view', OWN_VIEW)]
            if foreign:
                raise NotAProject(f"{self.path}: refused: the {foreign[0]['type']} '{foreign[0]['name']}' does not belong in a project")
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        """Closes the file; twice does nothing."""
        self._db.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f'<Project {self.path!r}>'

    # -- what there is --

    def sample_numbers(self) -> list[int]:
        """Numbers of the stored samples, ascending, without those that the user has deleted."""
        deleted = self.deleted()
        return [row['number'] for row in self._query('SELECT number FROM sample ORDER BY number') if row['number'] not in deleted]

    def deleted(self) -> dict[int, str]:
        """When each deleted sample was deleted (ISO 8601), by number."""
        if self.version < DELETIONS_SINCE:
            return {}
        self._check_counts('deletedSample')
        rows = self._query('SELECT * FROM deletedSample ORDER BY sample')
        return {row['sample']: self._checked('deletedSample', f"deletion of sample {row['sample']}", row)['deletedAt'] for row in rows}

    def sample(self, number: int) -> Sample:
        """A sample by its number. Raises Missing where there is none, Damaged where its row is."""
        return Sample(self, number)

    def samples(self) -> list[dict]:
        """The numbers of all samples: `Sample.numbers` of each, ascending."""
        return [self.sample(number).numbers for number in self.sample_numbers()]

    def column(self, name: str) -> np.ndarray:
        """One number of every sample, shape (samples,), NaN where it does not exist.

        name: a key of `Sample.numbers` ('lowestOmega'), 'verdict.phononShare', or 'elasticity.shear' (ε/σ²).
        """
        values = []
        for numbers in self.samples():
            value: Any = numbers
            for part in name.split('.'):
                if value is None:
                    break
                if not isinstance(value, dict) or part not in value:
                    raise Missing(f"{self.path}: samples have no number '{name}'")
                value = value[part]
            if isinstance(value, (str, dict, list)):
                raise Missing(f"{self.path}: '{name}' of a sample is no number")
            values.append(math.nan if value is None else value)
        return np.array(values, dtype=float)

    def notes(self) -> list[dict]:
        """Remarks, oldest first: {'id', 'sample' (None: the whole project), 'writtenAt' (ISO 8601), 'text'}."""
        self._check_counts('note')
        return [self._checked('note', f"note {row['id']}", row) for row in self._query('SELECT * FROM note ORDER BY id')]

    def jobs(self) -> list[dict]:
        """What samples were made from: {'number', 'hash', 'seed', 'createdAt', 'configuration'}, by number."""
        jobs = [self._checked('job', f"job {row['number']}", row) for row in self._query('SELECT * FROM job ORDER BY number')]
        return [{**job, 'configuration': json.loads(job['configuration'])} for job in jobs]

    def check(self) -> list[str]:
        """Compares the pages, all seals and all counts of rows; gives what is wrong, in words. Reads the whole file."""
        problems: list[str] = []

        def collect(action: Any) -> None:
            try:
                action()
            except ProjectError as error:
                problems.append(str(error))

        def pages() -> None:
            finding = self._query('PRAGMA integrity_check(1)')[0][0]
            if finding != 'ok':
                raise Damaged(f'{self.path}: {finding}')

        collect(pages)
        collect(self.jobs)
        collect(self.notes)
        # Rows of a sample that nothing else tells of.
        for kind in ('failure', 'pending'):
            collect(lambda kind=kind: self._check_counts(kind))
        numbers: list[int] = []
        collect(lambda: numbers.extend(self.sample_numbers()))
        for number in numbers:
            collect(lambda number=number: self.sample(number)._check(collect))
        return problems

    # -- rows --

    def _query(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.Error as error:
            if 'readonly' in str(error) or os.path.exists(f'{self.path}-journal'):
                raise ProjectError(
                    f'{self.path}: a write is under way or was cut short ({error}); wait for it, or open the project once with Keycore'
                ) from None
            raise Damaged(f'{self.path}: the file is damaged ({error}); restore it from a copy') from None

    def _damaged(self, where: str, reason: str) -> Damaged:
        return Damaged(f'{self.path}: {where} is damaged: {reason}')

    def _checked(self, table: str, where: str, row: sqlite3.Row) -> dict:
        """The columns of a row without checksums, large texts of samples and bytes, once its seal is found right."""
        columns = dict(row)
        seal = columns.pop('crc32')
        data = columns.pop('data', b'')
        if table == 'sample':
            for text in ('frame', 'report'):
                columns.pop(text, None)
        # Keys that SQLite gives are not sealed.
        sealed = {name: value for name, value in columns.items() if name != 'id'}
        if any(isinstance(value, bytes) for value in sealed.values()) or not isinstance(data, bytes):
            raise self._damaged(where, 'values of the wrong type are there')
        if zlib.crc32(data, zlib.crc32(_sealed_text(sealed))) != seal:
            raise self._damaged(where, 'its checksum does not match')
        return columns

    def _check_counts(self, kind: str, sample: int | None = None) -> None:
        """Raises Damaged unless as many rows of a kind are there as were stored: of a sample, or (None) of all."""
        if self.version < COUNTS_SINCE or kind not in self._tables:
            return
        stored: dict = {}
        for row in self._query('SELECT * FROM optionalRows WHERE kind = ?', kind):
            counted = self._checked('optionalRows', f'count of {kind} of {_place(row["sample"])}', row)
            stored[counted['sample']] = counted['count']
        of = 'NULL' if kind in ('failure', 'pending', 'deletedSample') else 'sample'
        found = dict(tuple(row) for row in self._query(f'SELECT {of}, count(*) FROM {kind} GROUP BY {of}'))
        for place in sorted({*stored, *found}, key=lambda number: number or 0):
            if sample is not None and place != sample:
                continue
            missing = stored.get(place, 0) - found.get(place, 0)
            if missing != 0:
                what = 'missing' if missing > 0 else 'there that nothing has counted'
                raise self._damaged(_place(place), f"{abs(missing)} row(s) of '{kind}' are {what}")


class Sample:
    """A stored sample. `Project.sample` makes it."""

    def __init__(self, project: Project, number: int) -> None:
        self._project = project
        self.number = number
        deleted = project.deleted().get(number)
        if deleted is not None:
            raise Missing(f'{project.path}: sample {number} was deleted on {deleted}')
        rows = project._query('SELECT * FROM sample WHERE number = ?', number)
        if not rows:
            there = project.sample_numbers()
            known = f'{len(there)} are stored, numbers {there[0]} to {there[-1]}' if there else 'none is stored yet'
            raise Missing(f'{project.path}: there is no sample {number}: {known}')
        self._row = rows[0]
        self._columns = project._checked('sample', f'sample {number}', self._row)
        self.particles: int = self._columns['particles']
        """N"""
        self.box = Box(self._columns['lx'], self._columns['ly'], self._columns['xy'])

    def __repr__(self) -> str:
        return f"<Sample {self.number}: {self._columns['model']}, N = {self.particles}>"

    @property
    def numbers(self) -> dict:
        """Everything that is stored of the sample in single numbers and words:

        model, particles, lx, ly, xy (σ), energyPerParticle (ε), maxForce (ε/σ), zeroModes, negativeModes, liquid (0 or 1),
        lowestOmega (√(ε/m)/σ; −√|λ| for λ < 0), lowestPr, maxVibrability and meanVibrability (σ²/ε), coreSize,
        keyCoreSize, source, seed, version, variant, cutoffScheme, wallSeconds, storedAt, modes, fields, contentHash;

        elasticity: None, or shear, shearMin, shearMax, pinnedShear, bulk (ε/σ²), relativeAnisotropy, participants (N·PR of
        the lowest mode), omegaT, isQlm (by participants);
        verdict: None, or verdict ('qlm', 'hybrid', 'phonon' or None), phononShare, criterion;
        title: None, or the name that the user has given; job, position: its job, and its index in it from 0;
        hexatic: None, or psi6 (global |⟨ψ6⟩|), meanPsi6 (⟨|ψ6|⟩);
        tags: list of words; notes: list of {'id', 'writtenAt', 'text'}.
        """
        numbers = {name: value for name, value in self._columns.items() if name != 'documentCrc32'}
        numbers['elasticity'] = self._optional_row('elasticity')
        numbers['verdict'] = self._optional_row('verdict')
        title = self._optional_row('title')
        numbers['title'] = None if title is None else title['title']
        numbers['hexatic'] = self._optional_row('hexatic')
        slot = self._project._query('SELECT job, position FROM allotment WHERE number = ?', self.number)[0]
        numbers |= {'job': slot['job'], 'position': slot['position']}
        numbers['tags'] = [row['tag'] for row in self._rows('tag', 'tag')]
        notes = self._rows('note', 'id')
        numbers['notes'] = [{name: value for name, value in note.items() if name != 'sample'} for note in notes]
        return numbers

    @property
    def positions(self) -> np.ndarray:
        """Positions of the structure that was analysed, (N, 2) in σ; not necessarily wrapped into the cell."""
        return self.field('positions')

    @property
    def ids(self) -> np.ndarray:
        """Particle ids, (N,), ascending; the file's own for an imported sample."""
        return self.field('ids')

    @property
    def species(self) -> np.ndarray:
        """Species of each particle, (N,): 0 = A, 1 = B, ..."""
        return self.field('species')

    @property
    def types(self) -> list[str] | None:
        """Type of each particle as the imported file called it, N words; None for a sample that Keycore made."""
        frame = self.frame
        return None if frame is None else [frame['typeLabels'][at] for at in self.field('types')]

    def field_names(self) -> list[str]:
        """Names of the arrays over the particles: 'ids', 'species', 'positions', 'types', 'vibrability', 'u:0', 'file:NAME', ..."""
        rows = self._project._query('SELECT name FROM field WHERE sample = ? ORDER BY id', self.number)
        return [row['name'] for row in rows]

    def field(self, name: str) -> np.ndarray:
        """An array over the particles: (N,) for scalars, (N, 2) for vectors, in memory of its own.

        Units: positions σ; vibrability Ψ σ²/ε, NaN for particles that are left out of the analysis; u:k m^(−1/2).
        Raises Missing for a name that the sample does not have, Damaged where bytes and checksum disagree.
        """
        rows = self._project._query('SELECT * FROM field WHERE sample = ? AND name = ?', self.number, name)
        if not rows:
            raise Missing(f"{self._project.path}: sample {self.number} has no field '{name}'; it has {', '.join(self.field_names())}")
        return self._array('field', f"sample {self.number}, field '{name}'", rows[0])

    def unit(self, name: str) -> str | None:
        """Unit of a field: 'σ', 'σ²/ε', ...; '1' for a plain number, None where an imported file did not say."""
        self.field(name)
        return self._project._query('SELECT unit FROM field WHERE sample = ? AND name = ?', self.number, name)[0]['unit']

    def modes(self) -> list[dict]:
        """The modes of the sample, lowest first: {'position', 'eigenvalue' (λ = ω², ε/(mσ²)), 'omega', 'residual', 'pr',
        'prT', 'prL' (participation ratios of u, u_T, u_L), 'transverse', 'longitudinal' (shares of |u|²),
        'quadrupoleAngle' (degrees)}. Displacements are kept of as many of them as `displacements` has."""
        modes = self._rows('mode', 'position')
        if len(modes) != self._columns['modes']:
            raise self._project._damaged(f'sample {self.number}', f"{len(modes)} of {self._columns['modes']} modes are there")
        return [{name: value for name, value in mode.items() if name != 'sample'} for mode in modes]

    def displacement(self, mode: int) -> np.ndarray:
        """Displacements of a mode, (N, 2) in m^(−1/2): the eigenvector u_i = e_i/√m_i with Σ m_i u_i² = 1, 0 the lowest."""
        return self.field(f'u:{mode}')

    def displacements(self) -> np.ndarray:
        """Displacements of all modes that are kept, (modes, N, 2), lowest first."""
        kept = sum(name.startswith('u:') for name in self.field_names())
        return np.array([self.displacement(mode) for mode in range(kept)]).reshape(kept, self.particles, 2)

    @property
    def report(self) -> dict:
        """What `keycore analyze --json` writes of the sample, every setting and the provenance included.

        `vibrability` lacks its `values`: they are the field of that name.
        """
        report = json.loads(self._documents()['report'])
        report['vibrability'].pop('values', None)
        return report

    @property
    def frame(self) -> dict | None:
        """What is known of the imported file: columns, labels of types, time step; None for a sample that Keycore made."""
        text = self._documents()['frame']
        return None if text is None else json.loads(text)

    @property
    def job(self) -> dict:
        """What the sample was made from: the job ('number', 'seed', 'configuration', ...), and its 'position' in it."""
        rows = self._project._query('SELECT * FROM allotment WHERE number = ?', self.number)
        if not rows:
            raise self._project._damaged(f'sample {self.number}', 'it belongs to no job')
        allotment = self._project._checked('allotment', f'allotment of sample {self.number}', rows[0])
        for job in self._project.jobs():
            if job['number'] == allotment['job']:
                return {**job, 'position': allotment['position']}
        raise self._project._damaged(f'sample {self.number}', f"its job {allotment['job']} is missing")

    def reports(self, analysis: str | None = None) -> list[Report]:
        """Reports of analyses on the sample, oldest first; `analysis`: only those of that name."""
        project = self._project
        if project.version < REPORTS_SINCE:
            raise ProjectError(
                f'{project.path}: reports of analyses in a project of version {project.version} cannot be read;'
                f' open it once for writing with Keycore, which keeps a copy and brings it to version {REPORTS_SINCE}'
            )
        for kind in ('report', 'reportArray', 'reportScalar'):
            project._check_counts(kind, self.number)
        rows = project._query('SELECT * FROM report WHERE sample = ? ORDER BY storedAt, id', self.number)
        found = []
        for row in rows:
            if analysis is not None and row['analysis'] != analysis:
                continue
            checked = project._checked('report', f"sample {self.number}, {row['analysis']} {row['id']}", row)
            arrays = project._query('SELECT name FROM reportArray WHERE report = ? ORDER BY id', checked['id'])
            found.append(
                Report(
                    checked['id'],
                    checked['analysis'],
                    checked['version'],
                    checked['storedAt'],
                    json.loads(checked['settings']),
                    json.loads(checked['report']),
                    self._scalars(checked['id']),
                    [array['name'] for array in arrays],
                )
            )
        return found

    def report_array(self, report: Report | int, name: str) -> np.ndarray:
        """An array of a report: (N,), (N, 2), or (length,) for a series. Units: docs/project-file.md."""
        id = report if isinstance(report, int) else report.id
        rows = self._project._query(
            'SELECT * FROM reportArray WHERE sample = ? AND report = ? AND name = ?', self.number, id, name
        )
        if not rows:
            raise Missing(f"{self._project.path}: sample {self.number}, report {id} has no array '{name}'")
        return self._array('reportArray', f"sample {self.number}, report {id}, array '{name}'", rows[0])

    # -- rows --

    def _documents(self) -> sqlite3.Row:
        frame, report = self._row['frame'], self._row['report']
        if not isinstance(report, str) or not isinstance(frame, (str, type(None))):
            raise self._project._damaged(f'sample {self.number}', 'its report is no text')
        if zlib.crc32(report.encode(), zlib.crc32((frame or '').encode())) != self._columns['documentCrc32']:
            raise self._project._damaged(f'sample {self.number}, report', 'its checksum does not match')
        return self._row

    def _rows(self, table: str, order: str) -> list[dict]:
        """Rows of a table that belong to the sample, checked one by one, and counted where rows of it are."""
        if table not in self._project._tables:
            return []
        if table != 'mode':
            self._project._check_counts(table, self.number)
        rows = self._project._query(f'SELECT * FROM {table} WHERE sample = ? ORDER BY {order}', self.number)
        return [self._project._checked(table, f'sample {self.number}, {table} {row[order]}', row) for row in rows]

    def _optional_row(self, table: str) -> dict | None:
        """The one row of a table that the sample may have, without its number."""
        rows = self._rows(table, 'sample')
        return {name: value for name, value in rows[0].items() if name != 'sample'} if rows else None

    def _scalars(self, report: int) -> dict:
        rows = self._project._query('SELECT * FROM reportScalar WHERE report = ? ORDER BY name, position', report)
        scalars: dict = {}
        for row in rows:
            where = f"sample {self.number}, report {report}, number '{row['name']}'"
            checked = self._project._checked('reportScalar', where, row)
            if checked['position'] < 0:
                scalars[checked['name']] = checked['value']
            else:
                scalars.setdefault(checked['name'], []).append(checked['value'])
        return scalars

    def _array(self, table: str, where: str, row: sqlite3.Row) -> np.ndarray:
        """The array in a row, once its shape, length and checksum are found right."""
        checked = self._project._checked(table, where, row)
        dtype = DTYPES.get(checked.get('dtype', 'f64'))
        if dtype is None:
            raise self._project._damaged(where, f"no type is called '{checked['dtype']}'")
        data = row['data']
        shape = {
            'scalar': (self.particles,),
            'vector': (self.particles, 2),
            'series': (len(data) // dtype.itemsize,),
        }[checked['kind']]
        if tuple(json.loads(checked['shape'])) != shape or len(data) != math.prod(shape) * dtype.itemsize:
            raise self._project._damaged(where, f"{len(data)} bytes of shape {checked['shape']}, expected {list(shape)}")
        return np.frombuffer(data, dtype).reshape(shape).astype(dtype.newbyteorder('='))

    def _check(self, collect: Any) -> None:
        """Reads everything; `collect` runs each step and notes what it raises."""
        collect(lambda: self.numbers)
        collect(self._documents)
        collect(self.modes)
        collect(lambda: self.job)
        names: list[str] = []
        collect(lambda: names.extend(self.field_names()))
        for name in names:
            collect(lambda name=name: self.field(name))
        # Up to version 8 the map of a spectrum was a field that was not counted.
        names = [name for name in names if not name.startswith('made:')]
        if len(names) != self._columns['fields']:
            raise self._project._damaged(f'sample {self.number}', f"{len(names)} of {self._columns['fields']} fields are there")
        if self._project.version < REPORTS_SINCE:
            return
        reports: list[Report] = []
        collect(lambda: reports.extend(self.reports()))
        for report in reports:
            for name in report.arrays:
                collect(lambda report=report, name=name: self.report_array(report, name))


def _place(sample: int | None) -> str:
    return 'the project' if sample is None else f'sample {sample}'


def _version_of(path: str) -> int:
    """Version of the schema, from the header of the file (SQLite's "Database File Format", section 1.3)."""
    # A pipe would block, and a device has no header.
    if not os.path.isdir(path) and os.path.exists(path) and not os.path.isfile(path):
        raise NotAProject(f'{path}: not a Keycore project: not a regular file')
    with open(path, 'rb') as file:
        head = file.read(100)
    if len(head) < 100 or not head.startswith(b'SQLite format 3\0'):
        raise NotAProject(f'{path}: not a Keycore project: the file {"is empty" if head == b"" else "does not begin as one"}')
    version, application = struct.unpack('>I4xI', head[60:72])
    if application != APPLICATION_ID:
        raise NotAProject(f'{path}: not a Keycore project: an SQLite database of another program (application_id {application:#x})')
    if 2 in head[18:20]:
        raise NotAProject(f'{path}: another program has switched this project to a write-ahead log')
    if not 1 <= version <= NEWEST_VERSION:
        raise NotAProject(
            f'{path}: written by a newer Keycore (version {version} of the schema; this reader knows versions up to'
            f' {NEWEST_VERSION}); use the reader that came with it'
        )
    return version


def _sealed_text(columns: dict) -> bytes:
    """What the CRC-32 of a row is of: its columns as JavaScript writes them as JSON, [[name, value], ...] sorted by name."""
    pairs = (f'[{json.dumps(name)},{_json(columns[name])}]' for name in sorted(columns))
    return f"[{','.join(pairs)}]".encode()


def _json(value: str | float | None) -> str:
    """A value as JSON.stringify of JavaScript writes it."""
    if value is None:
        return 'null'
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return 'null'
    if value == 0:
        return '0'
    text = repr(value)
    # Both languages write the fewest digits that give the number back, but change to exponents at different sizes.
    if 1e-6 <= abs(value) < 1e21:
        plain = format(Decimal(text), 'f')
        return plain[:-2] if plain.endswith('.0') else plain
    digits, exponent = text.split('e')
    return f'{digits}e{int(exponent):+d}'


def _main(paths: list[str]) -> int:
    """Lists the samples of each file and says what is damaged; 0: nothing is."""
    if not paths:
        print('usage: python3 keycore_reader.py FILE.keycore ...', file=sys.stderr)
        return 2
    status = 0
    for path in paths:
        try:
            with Project(path) as project:
                problems = project.check()
                if not problems:
                    for numbers in project.samples():
                        verdict = (numbers['verdict'] or {}).get('verdict')
                        omega = numbers['lowestOmega']
                        lowest = 'no modes' if omega is None else f'lowest ω = {omega:.4f}'
                        words = [f"N = {numbers['particles']}", lowest, verdict, *numbers['tags']]
                        print(f"{path}: {numbers['number']}: {numbers['model']}, {', '.join(word for word in words if word)}")
        except (OSError, ProjectError) as error:
            problems = [str(error)]
        for problem in problems:
            print(problem, file=sys.stderr)
            status = 1
    return status


if __name__ == '__main__':
    sys.exit(_main(sys.argv[1:]))
